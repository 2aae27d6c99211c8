# Cross-compiles for Linux on arm64 with GCC (Debian's g++-aarch64-linux-gnu), for example the OpenCL runtime:
#
#   cmake -S . -B build/aarch64 -DCMAKE_TOOLCHAIN_FILE=cmake/aarch64-linux-gnu.cmake -DApacheTVM_SITE=$PWD/site \
#     -DTVM_DYDCA_BUILD_PLANNER=OFF -DTVM_DYDCA_BUILD_EXAMPLES=OFF
#
# where the folder site holds what the arm64 wheels of apache-tvm and apache-tvm-ffi unpack to. Not with Zig: its C++
# library is LLVM's, while the wheels pass objects and exceptions of GCC's.
#
# Variables
#   AARCH64_SYSROOT  a folder that Debian's packages were unpacked to, compiler included; without it they are installed
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER "${AARCH64_SYSROOT}/usr/bin/aarch64-linux-gnu-g++")
if(AARCH64_SYSROOT)
  set(CMAKE_SYSROOT "${AARCH64_SYSROOT}")
  # Configuring compiles a first program in a project of its own.
  list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES AARCH64_SYSROOT)
endif()
