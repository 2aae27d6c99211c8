// A kernel of a module: built for a device at its first launch there.
#ifndef TVM_DYDCA_CSRC_OPENCL_KERNEL_H_
#define TVM_DYDCA_CSRC_OPENCL_KERNEL_H_

#include <tvm/ffi/any.h>

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "device.h"
#include "signature.h"

namespace dydca::opencl {

class Kernel {
 public:
  // Throws ValueError for a signature that OpenCL cannot serve.
  Kernel(Signature signature, std::string source);
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;
  ~Kernel();

  // Runs on the current device: the kernel's arguments, then one integer for each launch tag.
  void Launch(const tvm::ffi::AnyView* arguments, int32_t count);

 private:
  struct Built {
    cl_program program = nullptr;
    cl_kernel kernel = nullptr;
    size_t most_items = 0;  // In a work-group, as compiled for that device.
  };

  // What a launch tag sets: the axis, and whether it is the number of groups or the size of a group.
  struct Tag {
    int axis;
    bool groups;
  };

  Built& For(const Device& device);
  void SetArguments(cl_kernel kernel, const Device& device, const tvm::ffi::AnyView* arguments) const;
  void CheckGroup(const Device& device, const Built& built, const size_t* local) const;

  const Signature signature_;
  const std::string source_;
  std::vector<Tag> tags_;
  cl_uint dimensions_ = 1;
  std::mutex mutex_;  // The arguments of a cl_kernel are its state.
  std::map<int, Built> built_;
};

}  // namespace dydca::opencl

#endif  // TVM_DYDCA_CSRC_OPENCL_KERNEL_H_
