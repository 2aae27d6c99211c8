// TVM's device interface for OpenCL.
#ifndef TVM_DYDCA_CSRC_OPENCL_DEVICE_API_H_
#define TVM_DYDCA_CSRC_OPENCL_DEVICE_API_H_

#include <tvm/runtime/device_api.h>

namespace dydca::opencl {

tvm::runtime::DeviceAPI* GlobalDeviceApi();

}  // namespace dydca::opencl

#endif  // TVM_DYDCA_CSRC_OPENCL_DEVICE_API_H_
