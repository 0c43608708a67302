# Everything one does with this tree. `make help` lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

# One line per function: its logical id in template.yaml = its folder below functions/.
FUNCTIONS := \
  DrainNodesFunction=drain-nodes

# Every go command here builds alike, so that tests, functions and tools share one build cache, and
# equal sources give equal binaries wherever they are built.
export GOFLAGS := $(strip $(GOFLAGS) $(filter-out $(GOFLAGS),-trimpath -buildvcs=false))

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
STAMP := -X sashweight/shared/telemetry.Version=$(VERSION)
GOLANGCI := go tool -modfile=scripts/tools.mod golangci-lint
STACK ?= sashweight

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: bin/sashweight
bin/sashweight:
	@[ -x $@ ] || echo "Building $@: the first build takes some two minutes, later ones" \
		"seconds." >&2
	@go build -ldflags "$(STAMP)" -o $@ ./scripts/sashweight

.PHONY: run
run: bin/sashweight ## build the command and play the demo on a simulated AWS account
	@bin/sashweight demo

.PHONY: test
test: ## run every test
	go test ./...

.PHONY: bench
bench: ## print the figures
	go run ./scripts/bench

.PHONY: sim
sim: ## simulate 200 seeds, each twice, and compare their journals (SEED=N: one of them)
	go run ./scripts/sim $(if $(SEED),--seed $(SEED))

.PHONY: contract
contract: ## check account and state table with programs not written here (SKIP_MISSING=1)
	go run ./scripts/contract $(if $(SKIP_MISSING),--skip-missing)

.PHONY: vet
vet: ## run go vet
	go vet ./...

.PHONY: lint
lint: ## run golangci-lint (its first build takes some two minutes)
	$(GOLANGCI) run ./...

.PHONY: tidy
tidy: ## check import rules, sizes and banned calls
	go test -count=1 ./scripts/tidy

.PHONY: fmt
fmt: ## format the Go sources
	gofmt -w .

.PHONY: validate
validate: ## check template.yaml and infra/ (needs Node.js 20 and npm)
	cd .ci/validate && npm ci --ignore-scripts --no-audit --no-fund --silent
	node .ci/validate/validate.mjs

# SAM calls build-<logical id> with ARTIFACTS_DIR, the folder that it zips. The tags leave out what
# no deployed function uses: Lambda's old RPC runtime, and gRPC's tracing pages with their templates.
BUILDS := $(foreach f,$(FUNCTIONS),build-$(firstword $(subst =, ,$f)))
.PHONY: $(BUILDS)
$(BUILDS): build-%:
	@[ -n "$(ARTIFACTS_DIR)" ] || { echo "$@: set ARTIFACTS_DIR" >&2; exit 1; }
	CGO_ENABLED=0 GOOS=linux GOARCH=arm64 go build -tags lambda.norpc,grpcnotrace \
		-ldflags "-s -w -buildid= $(STAMP)" -o "$(ARTIFACTS_DIR)/bootstrap" \
		./functions/$(patsubst $*=%,%,$(filter $*=%,$(FUNCTIONS)))

.PHONY: package
package: ## build every function for Lambda and zip each into dist/
	@set -e; for f in $(FUNCTIONS); do \
		id=$${f%%=*}; name=$${f##*=}; \
		$(MAKE) --no-print-directory "build-$$id" ARTIFACTS_DIR="dist/$$name"; \
		go run ./scripts/bundle "dist/$$name.zip" "dist/$$name/bootstrap"; \
	done

.PHONY: deploy
deploy: ## build with SAM and deploy to AWS, asking first
	@command -v sam >/dev/null || { echo "make deploy needs the AWS SAM CLI (sam), which is not" \
		"installed. See 'Install the AWS SAM CLI' in its developer guide." >&2; exit 1; }
	@echo "This builds each function of template.yaml with its make target and deploys them:"
	@echo "  stack    $(STACK)"
	@echo "  region   $${AWS_REGION:-$${AWS_DEFAULT_REGION:-that of samconfig.toml or of your AWS profile}}"
	@echo "  account  that of your AWS credentials$${AWS_PROFILE:+ (profile $$AWS_PROFILE)}"
	@echo "  version  $(VERSION)"
	@echo "SAM shows the changes and asks before it makes them."
	sam build --build-in-source
	sam deploy --stack-name "$(STACK)"

.PHONY: clean
clean: ## remove what was built here (the Go caches stay)
	rm -rf bin dist .aws-sam .ci/validate/node_modules
