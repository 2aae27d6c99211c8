// Included by the wheel's tvm/runtime/tensor.h and lacking in the wheel; nothing of it is used. See io.h.
#ifndef TVM_DYDCA_CSRC_OPENCL_MISSING_TVM_SUPPORT_SERIALIZER_H_
#define TVM_DYDCA_CSRC_OPENCL_MISSING_TVM_SUPPORT_SERIALIZER_H_
#endif  // TVM_DYDCA_CSRC_OPENCL_MISSING_TVM_SUPPORT_SERIALIZER_H_
