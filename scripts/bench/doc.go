// Package bench measures the pipeline from outside, as a producer and an analyst meet it. README.md lists every
// benchmark of the project, also those that stand beside the code they measure.
package bench
