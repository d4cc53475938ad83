"""Reads the image files named on stdin, one a line, and answers each with the number of words found. One thread, all else as rapidocr has it."""
import os
import sys

os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "site"))

import cv2  # noqa: E402
from rapidocr import RapidOCR  # noqa: E402

cv2.setNumThreads(1)
reader = RapidOCR(params={
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Global.log_level": "error",
})
for line in sys.stdin:
    result = reader(line.strip())
    print(sum(len(text.split()) for text in result.txts or ()), flush=True)
