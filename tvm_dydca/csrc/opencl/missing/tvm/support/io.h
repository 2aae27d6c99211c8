// The wheel of apache-tvm 0.27 lacks this header, which its tvm/runtime/tensor.h includes. Declarations are enough: the
// functions of tensor.h that use them are inline, and nothing here calls them.
#ifndef TVM_DYDCA_CSRC_OPENCL_MISSING_TVM_SUPPORT_IO_H_
#define TVM_DYDCA_CSRC_OPENCL_MISSING_TVM_SUPPORT_IO_H_

#include <cstddef>

namespace tvm::support {

class Stream {
 public:
  size_t Read(void* to, size_t size);
  size_t Write(const void* from, size_t size);
  template <typename T>
  bool Read(T* to);
  template <typename T>
  void Write(const T& from);
  template <typename T>
  bool ReadArray(T* to, size_t count);
  template <typename T>
  void WriteArray(const T* from, size_t count);
};

}  // namespace tvm::support

#endif  // TVM_DYDCA_CSRC_OPENCL_MISSING_TVM_SUPPORT_IO_H_
