// OpenCL's error codes as text, and as exceptions.
#ifndef TVM_DYDCA_CSRC_OPENCL_CHECK_H_
#define TVM_DYDCA_CSRC_OPENCL_CHECK_H_

#include <string>

#include "cl_abi.h"

namespace dydca::opencl {

// Such as "CL_OUT_OF_RESOURCES (-5)".
std::string ErrorText(cl_int code);

// Whether the device, or the driver's process, had no room.
bool IsOutOfMemory(cl_int code);

// Throws OpenCLError unless the code is CL_SUCCESS; `what` says what failed, such as "copying 12 bytes on opencl:0
// (x)".
void Check(cl_int code, const std::string& what);

}  // namespace dydca::opencl

#endif  // TVM_DYDCA_CSRC_OPENCL_CHECK_H_
