# Everything a person or CI starts. Each target makes the virtual environment it needs in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-peers
VIDEO ?=
BUDGET ?= 180
TUNED ?=
JOBS ?= 2
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
NATIVE = $(shell git ls-files '*.cc' '*.h')

.PHONY: help demo test test-slow test-sanitizers test-rpc-arm64 test-rpc-arm64-opencl golden lint format bench bench-memory bench-passes bench-kernels tuned-database clean

help:
	@echo "make demo [VIDEO=clip.mp4] [BUDGET=seconds]  fit, compile and run on a real clip; results under out/"
	@echo "make test [JOBS=2]  the test suite, in so many processes"
	@echo "make golden     write the golden OpenCL sources anew; read the diff before committing"
	@echo "make test-slow  the long sweeps"
	@echo "make test-sanitizers  native code under sanitizers, kernels on oclgrind (needs g++ and oclgrind)"
	@echo "make test-rpc-arm64  an emulated arm64 device at the end of the RPC tracker"
	@echo "make test-rpc-arm64-opencl  the same with OpenCL on it: our runtime cross-compiled, on PoCL"
	@echo "make lint       ruff, mypy, clang-format"
	@echo "make bench      the network against MNN, ONNX Runtime, OpenVINO and PyTorch, in alternation"
	@echo "make bench-kernels [TUNED=dir]  each kernel against stock TVM and PyTorch, on the CPU and on OpenCL"
	@echo "make bench-memory  what networks take: our arena, stock TVM, and MNN"
	@echo "make tuned-database  tune the demo's network on this machine, for the databases in the package"
	@echo "make bench-passes  compile time of the passes, and what picking a bucket costs a call"

demo: $(VENV)/.demo
	$(BIN)/dydca demo $(VIDEO) --out out --budget $(BUDGET)

test: $(VENV)/.dev
	$(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile -m "not slow and not sanitizers and not arm64"

golden: $(VENV)/.dev
	$(BIN)/python -m pytest python_tests/opencl/test_golden.py --update-golden

test-slow: $(VENV)/.dev
	$(BIN)/python -m pytest -m slow

test-sanitizers: $(VENV)/.dev
	$(BIN)/python -m pytest -m sanitizers

test-rpc-arm64: $(VENV)/.dev
	$(BIN)/python -m pytest -m arm64 python_tests/rpc/test_arm64.py

test-rpc-arm64-opencl: $(VENV)/.dev
	$(BIN)/python -m pytest -m arm64 python_tests/rpc/test_arm64_opencl.py

bench: $(VENV)/.demo $(PEERS)/.installed
	$(BIN)/python -m benchmarks.bench_path

bench-kernels: $(VENV)/.dev
	$(BIN)/python -m benchmarks.bench_kernels $(if $(TUNED),--tuned $(TUNED))

bench-memory: $(VENV)/.demo $(PEERS)/.installed
	$(BIN)/python -m benchmarks.bench_memory

tuned-database: $(VENV)/.dev
	$(BIN)/python -m benchmarks.tuned_database

bench-passes: $(VENV)/.demo
	$(BIN)/python benchmarks/bench_passes.py

# mypy cannot follow the mapping of relay_passes/ and schedules/ into the package, so it reads a tree of links laid out as installed.
lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@rm -rf build/typecheck && mkdir -p build/typecheck/tvm_dydca
	@ln -s $(CURDIR)/tvm_dydca/* $(CURDIR)/relay_passes $(CURDIR)/schedules build/typecheck/tvm_dydca/
	MYPYPATH=build/typecheck $(BIN)/mypy -p tvm_dydca
	$(if $(NATIVE),$(BIN)/clang-format --dry-run --Werror $(NATIVE))

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(if $(NATIVE),$(BIN)/clang-format -i $(NATIVE))

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: pyproject.toml setup.py constraints.txt | $(VENV)/bin/python
	@echo "installing into $(VENV) (a minute or two)"
	$(PIP) --editable '.[demo]'
	@touch $@

$(VENV)/.dev: pyproject.toml setup.py constraints.txt | $(VENV)/bin/python
	@echo "installing into $(VENV) (a minute or two)"
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.demo

# The libraries to compare with, apart, so that their versions and ours do not meet.
$(PEERS)/.installed: benchmarks/peers/requirements.txt
	$(PYTHON) -m venv --clear $(PEERS)
	@echo "installing the peers into $(PEERS) (a minute or two)"
	$(PEERS)/bin/python -m pip --disable-pip-version-check install --quiet --requirement $<
	@touch $@

clean:
	rm -rf $(VENV) $(PEERS) build out dist *.egg-info
