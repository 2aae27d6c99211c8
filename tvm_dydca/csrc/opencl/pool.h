// The allocator of storages and workspaces: keeps freed memory for the next call, and makes texture views.
#ifndef TVM_DYDCA_CSRC_OPENCL_POOL_H_
#define TVM_DYDCA_CSRC_OPENCL_POOL_H_

#include <tvm/runtime/memory/memory_manager.h>

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "memory.h"

namespace dydca::opencl {

class Pool final : public tvm::runtime::memory::Allocator {
 public:
  using Buffer = tvm::runtime::memory::Buffer;

  // Of the kind kNaive it keeps nothing.
  explicit Pool(tvm::runtime::memory::AllocatorType kind);

  Buffer Alloc(tvm::Device dev, size_t size_bytes, size_t alignment, DLDataType dtype) final;
  Buffer Alloc(tvm::Device dev, tvm::ffi::Shape shape, DLDataType dtype, const std::string& scope) final;
  void Free(const Buffer& buffer) final;
  void Clear() final;
  size_t UsedMemory() const final { return used_bytes_; }

  // A texture view lies in the buffer where the device can do that; else it is an image of its own. Views that were
  // given back are kept with their storage.
  void* CreateView(const Buffer& buffer, tvm::ffi::Shape shape, DLDataType dtype, const std::string& scope) final;
  void FreeView(tvm::Device dev, void* data) final;

  // For kernels' workspaces, from any thread.
  static Pool& Workspaces();

 protected:
  bool AllowMemoryScope(const std::string& scope) const final;

 private:
  Memory* TakeBuffer(const Device& device, size_t size_bytes);
  Memory* TakeImage(const Device& device, const Extent& extent, cl_uint channel_type);
  Buffer Wrap(tvm::Device dev, Memory* memory) const;
  size_t Trim(Device& device);  // Destroys what is idle on a device.

  std::mutex mutex_;
  std::vector<Memory*> idle_;
  std::atomic<size_t> used_bytes_{0};
};

}  // namespace dydca::opencl

#endif  // TVM_DYDCA_CSRC_OPENCL_POOL_H_
