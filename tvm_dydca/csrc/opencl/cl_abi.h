// The part of OpenCL 1.2's binary interface that is used here, with the names and values of the specification. Declared
// by hand, so that no OpenCL headers are needed to build; a test compares every value with pyopencl's.
#ifndef TVM_DYDCA_CSRC_OPENCL_CL_ABI_H_
#define TVM_DYDCA_CSRC_OPENCL_CL_ABI_H_

#include <cstddef>
#include <cstdint>

namespace dydca::opencl {

using cl_int = int32_t;
using cl_uint = uint32_t;
using cl_ulong = uint64_t;
using cl_bool = cl_uint;
using cl_bitfield = cl_ulong;
using cl_info = cl_uint;

using cl_platform_id = struct ClPlatform*;
using cl_device_id = struct ClDevice*;
using cl_context = struct ClContext*;
using cl_command_queue = struct ClCommandQueue*;
using cl_mem = struct ClMem*;
using cl_program = struct ClProgram*;
using cl_kernel = struct ClKernel*;
using cl_event = struct ClEvent*;

struct cl_image_format {
  cl_uint order, channel_type;
};

struct cl_image_desc {
  cl_uint type;
  size_t width, height, depth, array_size, row_pitch, slice_pitch;
  cl_uint mip_levels, samples;
  cl_mem buffer;
};

struct cl_buffer_region {
  size_t origin, size;
};

using cl_context_callback = void (*)(const char*, const void*, size_t, void*);
using cl_program_callback = void (*)(cl_program, void*);

constexpr cl_int CL_SUCCESS = 0;
constexpr cl_int CL_MEM_OBJECT_ALLOCATION_FAILURE = -4;
constexpr cl_int CL_OUT_OF_RESOURCES = -5;
constexpr cl_int CL_OUT_OF_HOST_MEMORY = -6;
constexpr cl_int CL_INVALID_BUFFER_SIZE = -61;

constexpr cl_bool CL_FALSE = 0;

constexpr cl_bitfield CL_DEVICE_TYPE_CPU = 1 << 1;
constexpr cl_bitfield CL_DEVICE_TYPE_GPU = 1 << 2;
constexpr cl_bitfield CL_DEVICE_TYPE_ALL = 0xFFFFFFFF;
constexpr cl_bitfield CL_QUEUE_PROFILING_ENABLE = 1 << 1;
constexpr cl_bitfield CL_MEM_READ_WRITE = 1 << 0;

constexpr cl_info CL_PLATFORM_NAME = 0x0902;
constexpr cl_info CL_DEVICE_TYPE = 0x1000;
constexpr cl_info CL_DEVICE_MAX_COMPUTE_UNITS = 0x1002;
constexpr cl_info CL_DEVICE_MAX_WORK_GROUP_SIZE = 0x1004;
constexpr cl_info CL_DEVICE_MAX_WORK_ITEM_SIZES = 0x1005;
constexpr cl_info CL_DEVICE_MAX_CLOCK_FREQUENCY = 0x100C;
constexpr cl_info CL_DEVICE_MAX_MEM_ALLOC_SIZE = 0x1010;
constexpr cl_info CL_DEVICE_IMAGE2D_MAX_WIDTH = 0x1011;
constexpr cl_info CL_DEVICE_IMAGE2D_MAX_HEIGHT = 0x1012;
constexpr cl_info CL_DEVICE_IMAGE_SUPPORT = 0x1016;
constexpr cl_info CL_DEVICE_MEM_BASE_ADDR_ALIGN = 0x1019;
constexpr cl_info CL_DEVICE_GLOBAL_MEM_CACHE_SIZE = 0x101E;
constexpr cl_info CL_DEVICE_GLOBAL_MEM_SIZE = 0x101F;
constexpr cl_info CL_DEVICE_LOCAL_MEM_SIZE = 0x1023;
constexpr cl_info CL_DEVICE_AVAILABLE = 0x1027;
constexpr cl_info CL_DEVICE_NAME = 0x102B;
constexpr cl_info CL_DRIVER_VERSION = 0x102D;
constexpr cl_info CL_DEVICE_VERSION = 0x102F;
constexpr cl_info CL_DEVICE_EXTENSIONS = 0x1030;
constexpr cl_info CL_DEVICE_IMAGE_MAX_ARRAY_SIZE = 0x1041;
constexpr cl_info CL_DEVICE_IMAGE_PITCH_ALIGNMENT = 0x104A;

constexpr cl_uint CL_RGBA = 0x10B5;
constexpr cl_uint CL_HALF_FLOAT = 0x10DD;
constexpr cl_uint CL_FLOAT = 0x10DE;
constexpr cl_uint CL_MEM_OBJECT_IMAGE2D_ARRAY = 0x10F3;
constexpr cl_uint CL_BUFFER_CREATE_TYPE_REGION = 0x1220;

constexpr cl_info CL_PROGRAM_BINARY_SIZES = 0x1165;
constexpr cl_info CL_PROGRAM_BINARIES = 0x1166;
constexpr cl_info CL_PROGRAM_BUILD_LOG = 0x1183;
constexpr cl_info CL_KERNEL_NUM_ARGS = 0x1191;
constexpr cl_info CL_KERNEL_WORK_GROUP_SIZE = 0x11B0;
constexpr cl_info CL_KERNEL_LOCAL_MEM_SIZE = 0x11B2;
constexpr cl_info CL_PROFILING_COMMAND_START = 0x1282;
constexpr cl_info CL_PROFILING_COMMAND_END = 0x1283;

}  // namespace dydca::opencl

#endif  // TVM_DYDCA_CSRC_OPENCL_CL_ABI_H_
