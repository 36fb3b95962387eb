# The commands a newcomer needs are `make demo` and `make test`; everything is built by CMake.
JOBS ?= $(shell nproc)
# Many tests wait for other processes and for timers.
TESTS_AT_ONCE ?= $(shell expr $(JOBS) + $(JOBS) / 2)

CV_FUZZ_SECONDS ?= 30

.PHONY: all demo test check-% tidy bench guard conformance languages fuzz-smoke fuzz format clean

# The programs, without the tests and so without what only they need.
all:
	@tools/install-packages build
	@cmake --preset dev -DCV_TESTS=OFF >/dev/null
	@cmake --build --preset dev

# From nothing to a report that adds up, with published figures held against it.
demo:
	@tools/demo

# Build with gcc and run every test.
test:
	@tools/install-packages test
	@cmake --preset dev >/dev/null
	@cmake --build --preset dev
	@ctest --test-dir build/dev --output-on-failure -j $(TESTS_AT_ONCE)

# The same under another preset: make check-asan, check-tsan, check-clang. Without what is the same
# under each of them: the lint, and other languages' judges, of which the address sanitizer's are
# enough.
check-tsan check-clang: once := |judge
check-%:
	@tools/install-packages ci
	@cmake --preset $* >/dev/null
	@cmake --build --preset $*
	@ctest --test-dir build/$* --output-on-failure -j $(TESTS_AT_ONCE) \
	    -LE 'lint$(once)'

# What clang-tidy thinks of it, in about a minute.
tidy:
	@tools/install-packages ci
	@cmake --preset clang >/dev/null
	@cmake --build --preset clang
	@tests/lint/tidy build/clang $(JOBS)

# Measure against other servers of the same call, and a parcel hub and programme offices against raw
# SQLite, and write docs/performance.md; about half an hour. Parts: bench/run.py --help.
bench:
	@tools/install-packages bench
	@cmake --preset release >/dev/null
	@cmake --build --preset release --target bench
	@/usr/bin/python3 bench/peers/build.py build/release/bench
	@bench/run.py

# Judges we did not write before our programs: make conformance PRESET=asan SUITES=connect
PRESET ?= release
conformance:
	@tools/install-packages test
	@cmake --preset $(PRESET) >/dev/null
	@cmake --build --preset $(PRESET) --target conformance_programs
	@/usr/bin/python3 -B tests/conformance/run.py --build build/$(PRESET) $(SUITES)

# Stock clients and servers of other languages and ours call each other: make languages ONLY=go
# Then those of Python and Go walk through a scenario of each service.
languages:
	@tools/install-packages test
	@cmake --preset dev >/dev/null
	@cmake --build --preset dev --target languages_programs
	@/usr/bin/python3 -B tests/e2e/languages.py $(ONLY)
	@ctest --test-dir build/dev -L scenario --output-on-failure

# kill -9 of the logistics service under streams of scans, fifty times: the tests do it five times.
KILLS ?= 50
SAGAS ?= 1000
.PHONY: kills
kills:
	@tools/install-packages test
	@cmake --preset dev >/dev/null
	@cmake --build --preset dev --target caravan-logistics e2e_python
	@/usr/bin/python3 -B tests/e2e/kill_logistics.py build/dev/bin/caravan-logistics build/dev/py \
	    $(KILLS)

# What goes from one service to another: kill -9 of either at each moment of each call, by each of
# its writes, and by chance while a thousand sagas go on; and each allocation, statement, commit and
# write failing in one process. The tests do a part of it.
.PHONY: saga-kills
saga-kills: released
	@/usr/bin/python3 -B tests/e2e/sagas.py $(addprefix build/release/bin/caravan-,projects \
	    logistics training) build/dev/py sweep build/dev/tests/e2e/libdie_at.so $(SAGAS)
	@build/dev/tests/test_two_faults

# Each service restarted twice under so many calls a second, its socket handed over: no call fails.
# The tests do it at 200.
ROLLING_RATE ?= 1000
.PHONY: rolling
rolling: released
	@/usr/bin/python3 -B tests/e2e/rolling_set.py $(addprefix build/release/bin/,caravan \
	    caravan-projects caravan-logistics caravan-training) build/dev/py $(ROLLING_RATE)

# The programs as they are used, and what of the tests plays with them.
.PHONY: released
released:
	@tools/install-packages test
	@cmake --preset release >/dev/null
	@cmake --build --preset release
	@cmake --preset dev >/dev/null
	@cmake --build --preset dev --target e2e_python die_at test_two_faults

# kill -9 of all three services, fifty times while the demonstration is imported: the tests do it
# ten times, without what takes minutes. Five to ten minutes.
.PHONY: demo-kills
demo-kills:
	@tools/install-packages build
	@cmake --preset release >/dev/null
	@cmake --build --preset release --target caravan caravan-projects caravan-logistics \
	    caravan-training
	@/usr/bin/python3 -B tests/e2e/kill_demo.py build/release/bin $(KILLS)

# The services in containers, as deploy/docker-compose.yml runs them: built, filled, restarted,
# killed, cut off and stopped. Needs a Docker engine, or root to start one; about five minutes.
.PHONY: compose-test
compose-test:
	@tools/install-packages deploy
	@command -v dockerd >/dev/null || docker version >/dev/null 2>&1 || \
	    tools/install-packages engine
	@/usr/bin/python3 -B tests/deploy/compose.py build/compose-test

# The Debian package of the whole, and what a clean system makes of it: build/release/deb.
.PHONY: deb
deb:
	@tools/install-packages build
	@tools/install-packages deb
	@cmake --preset release >/dev/null
	@cmake --build --preset release --target caravan caravan-projects caravan-logistics \
	    caravan-training
	@cpack --config build/release/CPackConfig.cmake
	@/usr/bin/python3 -B tests/deploy/package.py build/release/deb/caravan_*.deb
	@/usr/bin/python3 -B tests/deploy/booted.py build/release/deb/caravan_*.deb

# What a call costs, against what is recorded, without a clock; half a minute.
guard:
	@tools/install-packages ci
	@cmake --preset release >/dev/null
	@cmake --build --preset release --target caravan-echo caravan-load bench_count
	@/usr/bin/python3 bench/guard/run.py

# Every fuzz target for half a minute (CV_FUZZ_SECONDS), two at a time, the same way each time.
fuzz-smoke: fuzz-build
	@/usr/bin/python3 tests/fuzz/run.py build/fuzz $(CV_FUZZ_SECONDS) 2

# One for long, another way each time: make fuzz TARGET=session_server SECONDS=3600
fuzz: fuzz-build
	@/usr/bin/python3 tests/fuzz/run.py build/fuzz $(or $(SECONDS),600) 1 $(TARGET)

.PHONY: fuzz-build
fuzz-build:
	@tools/install-packages ci
	@cmake --preset fuzz >/dev/null
	@cmake --build --preset fuzz --target fuzz_targets

# The library, for other programs: make install PREFIX=$HOME/caravan
PREFIX ?= /usr/local
.PHONY: install
install:
	@tools/install-packages build
	@cmake --preset release >/dev/null
	@cmake --build --preset release --target installed
	@cmake --install build/release --prefix "$(PREFIX)"

# What a release installs, tried as a stranger would; the tests of the debug build do more.
.PHONY: check-install
check-install:
	@tools/install-packages test
	@cmake --preset release >/dev/null
	@cmake --build --preset release --target installed
	@cmake --install build/release --prefix "$(CURDIR)/build/release/installed" >/dev/null
	@for way in shared static cmake; do \
	    /usr/bin/python3 -B tests/install/stranger.py $$way "$(CURDIR)/build/release/installed" \
	        "$(CURDIR)/build/release" "$(CURDIR)/examples" || exit 1; \
	done
	@echo "the installed release works: shared, static, by CMake"

# The reference of the public headers: build/release/docs/html.
.PHONY: docs
docs:
	@tools/install-packages docs
	@cmake --preset release >/dev/null
	@cmake --build --preset release --target docs

format:
	@tools/install-packages ci
	@git ls-files '*.c' '*.h' | xargs clang-format -i

clean:
	rm -rf build
