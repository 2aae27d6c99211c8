// OpenCL C to a program of a device, through the cache of binaries.
#ifndef TVM_DYDCA_CSRC_OPENCL_PROGRAM_H_
#define TVM_DYDCA_CSRC_OPENCL_PROGRAM_H_

#include <string>

#include "device.h"

namespace dydca::opencl {

// Throws OpenCLError with the compiler's log where the source does not build. $TVM_DYDCA_OPENCL_BUILD_OPTIONS are
// passed on. The caller releases the program.
cl_program BuildProgram(const Device& device, const std::string& kernel, const std::string& source);

}  // namespace dydca::opencl

#endif  // TVM_DYDCA_CSRC_OPENCL_PROGRAM_H_
