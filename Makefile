# make help lists what can be made. Every target works from a bare clone on Debian 12 with Go, or says what is missing.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

STAGES := ingest preprocess recognize extract classify sink
PROGRAMS := ./scripts/munshi ./deploy/local/cmd/munshi-local ./stages/console/cmd/munshi-console \
	$(foreach s,$(STAGES),./stages/$(s)/cmd/munshi-$(s))
# What the modules of the workspace hold, as patterns: ./... at the root would be none of them.
PACKAGES = $$(go list -m -f '{{.Dir}}/...')
export MUNSHI_DATA_DIR ?= $(CURDIR)/.munshi

.PHONY: help
help: ## This list
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

.PHONY: deps
deps: ## Install what building and running needs (Debian packages, ClickHouse as a library, networks)
	@scripts/deps/install run

.PHONY: deps-test
deps-test: ## Install also what the tests need (Apache Kafka, MinIO)
	@scripts/deps/install test

.PHONY: build
build: deps ## Build every program into bin/
	@go build -o bin/ $(PROGRAMS)

.PHONY: up
up: deps ## Start everything on this machine, data in .munshi/, and show what was read
	@# Drawn beside and moved into place, so that a killed start leaves no half of them.
	@[[ -d "$(MUNSHI_DATA_DIR)/samples" ]] || { rm -rf "$(MUNSHI_DATA_DIR)/samples.new" && \
		go run ./scripts/corpus samples --dir "$(MUNSHI_DATA_DIR)/samples.new" && mv "$(MUNSHI_DATA_DIR)/samples.new" "$(MUNSHI_DATA_DIR)/samples"; }
	@go build -o bin/ ./scripts/munshi ./deploy/local/cmd/munshi-local
	@bin/munshi-local up

.PHONY: down
down: ## Stop what make up started; the data stays
	@[[ -x bin/munshi-local ]] || { echo 'nothing was built here, so nothing runs from here'; exit 0; }; bin/munshi-local down

.PHONY: logs
logs: ## Show the log of what make up started
	@[[ -x bin/munshi-local ]] || { echo 'nothing was built here: make up'; exit 1; }; bin/munshi-local logs

.PHONY: status
status: ## Say whether it runs, where, and what has been read
	@[[ -x bin/munshi-local ]] || { echo 'nothing was built here: make up'; exit 1; }; bin/munshi-local status

.PHONY: test
test: deps-test ## Run all tests, on real Kafka, S3 and ClickHouse (ARGS="-run X" for some)
	@go test $(ARGS) $(PACKAGES)

.PHONY: test-short
test-short: deps ## Run the tests that need no engine
	@go test -short $(ARGS) $(PACKAGES)

.PHONY: lint
lint: deps ## Check everything beside the tests; scripts/lint/run NAME... makes only some checks
	@scripts/lint/run

.PHONY: fmt
fmt: ## Format the Go code and tidy every module
	@scripts/lint/fmt

.PHONY: compose-check
compose-check: ## Check docker-compose.yml and the Dockerfiles, without a Docker engine
	@scripts/lint/run containers

.PHONY: corpus
corpus: ## Draw labelled documents of each kind, scanned and photographed, into corpus/ to look at (ARGS="--seed 2 --count 9")
	@go run ./scripts/corpus documents --dir corpus --count 3 $(ARGS)

.PHONY: generate
generate: ## Write the generated files again
	@cd schemas && ../scripts/lint/buf/run generate
	@go generate $(PACKAGES)

# 100,000 messages of every kind, 200 papers of every kind; another seed would give other models.
MODEL := stages/classify/sms/model.txt
KINDS := stages/extract/kind_model.txt
.PHONY: train
train: deps ## Train the models again, of SMS and of the kinds of documents, from what scripts/corpus writes (two minutes)
	@go build -o bin/ ./deploy/local/cmd/munshi-local
	@go run ./scripts/corpus messages --seed 1 --count 200000 --dir bin/corpus
	@go run ./scripts/corpus lines --seed 1 --count 20000 --dir bin/corpus
	@bin/munshi-local train --labels bin/corpus/sms_labels.jsonl --lines bin/corpus/line_labels.jsonl --out $(MODEL)
	@go run ./scripts/corpus print --seed 1 --count 200 --dir bin/corpus
	@bin/munshi-local train --prints bin/corpus/print.jsonl --out $(KINDS)

# Every layout of every kind: statements as text PDF, scan and photograph; the others scanned and photographed. DIR=folder measures the
# documents of another folder, which has its labels.jsonl, and writes nothing; PHOTOS=1 photographs as phones make them, without the
# baseline, which needs half an hour for them. It is twice as quick on one thread.
DRAW := go run ./scripts/corpus documents --seed 4711
.PHONY: accuracy
accuracy: deps ## Measure how much of documents and SMS is read right, beside a baseline (DIR=folder or LABELS=file for your own, PHOTOS=1 for troubles of phones; seven minutes)
	@go build -o bin/ ./deploy/local/cmd/munshi-local
ifdef LABELS
	@$(MAKE) --no-print-directory accuracy-sms
else ifdef DIR
	@OMP_THREAD_LIMIT=1 bin/munshi-local accuracy $(DIR)
else ifdef PHOTOS
	@rm -rf bin/accuracy-photos && $(DRAW) --degradation phone --count 2 --dir bin/accuracy-photos
	@OMP_THREAD_LIMIT=1 bin/munshi-local accuracy --baseline 0 --out stages/preprocess/ACCURACY.md bin/accuracy-photos
else
	@$(MAKE) --no-print-directory accuracy-sms
	@rm -rf bin/accuracy && mkdir -p bin/accuracy
	@for k in pan_card:7 cheque:12 receipt:10 invoice:14 other:6; do $(DRAW) --kind $${k%:*} --count $${k#*:} --dir bin/accuracy/$${k%:*}; done
	@for d in clean:52 mild:26 hard:8; do $(DRAW) --kind bank_statement --degradation $${d%:*} --count $${d#*:} --dir bin/accuracy/statement_$${d%:*}; done
	@OMP_THREAD_LIMIT=1 bin/munshi-local accuracy --out stages/extract/ACCURACY.md bin/accuracy/*
endif

# Messages of another seed than those it learns from; and families of wordings that it did not learn from.
.PHONY: accuracy-sms
accuracy-sms: ## Measure how much of SMS is read right: each field, each type, confidence (LABELS=file for your own)
	@go build -o bin/ ./deploy/local/cmd/munshi-local
ifdef LABELS
	@bin/munshi-local classify --measure $(LABELS)
else
	@go run ./scripts/corpus messages --seed 2 --count 20000 --dir bin/accuracy-sms
	@bin/munshi-local classify --measure bin/accuracy-sms/sms_labels.jsonl
	@go run ./scripts/corpus messages --seed 1 --count 60000 --dir bin/accuracy-sms
	@go run ./scripts/corpus lines --seed 1 --count 8000 --dir bin/accuracy-sms
	@bin/munshi-local train --labels bin/accuracy-sms/sms_labels.jsonl --lines bin/accuracy-sms/line_labels.jsonl --folds 5
endif

.PHONY: clean
clean: ## Remove what was built; the data of make up in .munshi/ stays
	@rm -rf bin
