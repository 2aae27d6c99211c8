// Time on the device, by the events of its commands.
#ifndef TVM_DYDCA_CSRC_OPENCL_TIMER_H_
#define TVM_DYDCA_CSRC_OPENCL_TIMER_H_

#include <tvm/runtime/timer.h>

namespace dydca::opencl {

// Counts what any thread enqueues on the device between Start and Stop: kernels and copies, without the gaps.
tvm::runtime::Timer CreateTimer(tvm::Device device);

}  // namespace dydca::opencl

#endif  // TVM_DYDCA_CSRC_OPENCL_TIMER_H_
