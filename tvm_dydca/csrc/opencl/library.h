// libOpenCL, found and opened at first use: this library must load where there is none.
#ifndef TVM_DYDCA_CSRC_OPENCL_LIBRARY_H_
#define TVM_DYDCA_CSRC_OPENCL_LIBRARY_H_

#include <string>

#include "cl_abi.h"

namespace dydca::opencl {

// Every function used, as (result, name, parameters).
#define DYDCA_CL_FUNCTIONS(X)                                                                                          \
  X(cl_int, clGetPlatformIDs, (cl_uint, cl_platform_id*, cl_uint*))                                                    \
  X(cl_int, clGetPlatformInfo, (cl_platform_id, cl_info, size_t, void*, size_t*))                                      \
  X(cl_int, clGetDeviceIDs, (cl_platform_id, cl_bitfield, cl_uint, cl_device_id*, cl_uint*))                           \
  X(cl_int, clGetDeviceInfo, (cl_device_id, cl_info, size_t, void*, size_t*))                                          \
  X(cl_context, clCreateContext, (const intptr_t*, cl_uint, const cl_device_id*, cl_context_callback, void*, cl_int*)) \
  X(cl_int, clReleaseContext, (cl_context))                                                                            \
  X(cl_command_queue, clCreateCommandQueue, (cl_context, cl_device_id, cl_bitfield, cl_int*))                          \
  X(cl_int, clReleaseCommandQueue, (cl_command_queue))                                                                 \
  X(cl_int, clFinish, (cl_command_queue))                                                                              \
  X(cl_int, clFlush, (cl_command_queue))                                                                               \
  X(cl_mem, clCreateBuffer, (cl_context, cl_bitfield, size_t, void*, cl_int*))                                         \
  X(cl_mem, clCreateSubBuffer, (cl_mem, cl_bitfield, cl_uint, const void*, cl_int*))                                   \
  X(cl_mem, clCreateImage, (cl_context, cl_bitfield, const cl_image_format*, const cl_image_desc*, void*, cl_int*))    \
  X(cl_int, clReleaseMemObject, (cl_mem))                                                                              \
  X(cl_int, clEnqueueReadBuffer,                                                                                       \
    (cl_command_queue, cl_mem, cl_bool, size_t, size_t, void*, cl_uint, const cl_event*, cl_event*))                   \
  X(cl_int, clEnqueueWriteBuffer,                                                                                      \
    (cl_command_queue, cl_mem, cl_bool, size_t, size_t, const void*, cl_uint, const cl_event*, cl_event*))             \
  X(cl_int, clEnqueueCopyBuffer,                                                                                       \
    (cl_command_queue, cl_mem, cl_mem, size_t, size_t, size_t, cl_uint, const cl_event*, cl_event*))                   \
  X(cl_int, clEnqueueReadImage,                                                                                        \
    (cl_command_queue, cl_mem, cl_bool, const size_t*, const size_t*, size_t, size_t, void*, cl_uint, const cl_event*, \
     cl_event*))                                                                                                       \
  X(cl_int, clEnqueueWriteImage,                                                                                       \
    (cl_command_queue, cl_mem, cl_bool, const size_t*, const size_t*, size_t, size_t, const void*, cl_uint,            \
     const cl_event*, cl_event*))                                                                                      \
  X(cl_int, clEnqueueCopyImage,                                                                                        \
    (cl_command_queue, cl_mem, cl_mem, const size_t*, const size_t*, const size_t*, cl_uint, const cl_event*,          \
     cl_event*))                                                                                                       \
  X(cl_int, clEnqueueCopyImageToBuffer,                                                                                \
    (cl_command_queue, cl_mem, cl_mem, const size_t*, const size_t*, size_t, cl_uint, const cl_event*, cl_event*))     \
  X(cl_int, clEnqueueCopyBufferToImage,                                                                                \
    (cl_command_queue, cl_mem, cl_mem, size_t, const size_t*, const size_t*, cl_uint, const cl_event*, cl_event*))     \
  X(cl_program, clCreateProgramWithSource, (cl_context, cl_uint, const char**, const size_t*, cl_int*))                \
  X(cl_program, clCreateProgramWithBinary,                                                                             \
    (cl_context, cl_uint, const cl_device_id*, const size_t*, const unsigned char**, cl_int*, cl_int*))                \
  X(cl_int, clBuildProgram, (cl_program, cl_uint, const cl_device_id*, const char*, cl_program_callback, void*))       \
  X(cl_int, clGetProgramInfo, (cl_program, cl_info, size_t, void*, size_t*))                                           \
  X(cl_int, clGetProgramBuildInfo, (cl_program, cl_device_id, cl_info, size_t, void*, size_t*))                        \
  X(cl_int, clReleaseProgram, (cl_program))                                                                            \
  X(cl_kernel, clCreateKernel, (cl_program, const char*, cl_int*))                                                     \
  X(cl_int, clReleaseKernel, (cl_kernel))                                                                              \
  X(cl_int, clSetKernelArg, (cl_kernel, cl_uint, size_t, const void*))                                                 \
  X(cl_int, clGetKernelInfo, (cl_kernel, cl_info, size_t, void*, size_t*))                                             \
  X(cl_int, clGetKernelWorkGroupInfo, (cl_kernel, cl_device_id, cl_info, size_t, void*, size_t*))                      \
  X(cl_int, clEnqueueNDRangeKernel,                                                                                    \
    (cl_command_queue, cl_kernel, cl_uint, const size_t*, const size_t*, const size_t*, cl_uint, const cl_event*,      \
     cl_event*))                                                                                                       \
  X(cl_int, clWaitForEvents, (cl_uint, const cl_event*))                                                               \
  X(cl_int, clGetEventProfilingInfo, (cl_event, cl_info, size_t, void*, size_t*))                                      \
  X(cl_int, clRetainEvent, (cl_event))                                                                                 \
  X(cl_int, clReleaseEvent, (cl_event))

struct Library {
#define DYDCA_CL_MEMBER(result, name, parameters) result(*name) parameters = nullptr;
  DYDCA_CL_FUNCTIONS(DYDCA_CL_MEMBER)
#undef DYDCA_CL_MEMBER
  std::string path;     // Of the library that was opened; empty where there is none.
  std::string problem;  // Why there is none.
};

// Adds a library to try after those of the system; without effect once one has been looked for.
void AddLibrary(const std::string& path);

// The first of these with a device, else the first that opens: $TVM_DYDCA_OPENCL_LIBRARY (then no other), the system's,
// Android's, those of AddLibrary. Never throws.
const Library& FindLibrary();

// The library; throws OpenCLError where there is none.
const Library& Cl();

}  // namespace dydca::opencl

#endif  // TVM_DYDCA_CSRC_OPENCL_LIBRARY_H_
