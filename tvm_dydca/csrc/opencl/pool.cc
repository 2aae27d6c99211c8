#include "pool.h"

#include <tvm/ffi/error.h>

#include <algorithm>

namespace dydca::opencl {

using tvm::runtime::memory::AllocatorType;

namespace {

constexpr size_t kPageBytes = 4096;

}  // namespace

Pool::Pool(AllocatorType kind) : Allocator(kind) {
  // TVM's memory manager never destroys an allocator, so that `this` stays valid.
  OnOutOfMemory([this](Device& device) { return Trim(device); });
}

Pool& Pool::Workspaces() {
  static auto* pool = new Pool(AllocatorType::kPooled);
  return *pool;
}

Pool::Buffer Pool::Alloc(tvm::Device dev, size_t size_bytes, size_t /*alignment*/, DLDataType /*dtype*/) {
  Device& device = DeviceAt(dev.device_id);
  if (size_bytes > SIZE_MAX - kPageBytes) TVM_FFI_THROW(ValueError) << "a buffer of " << size_bytes << " bytes";
  size_bytes = (size_bytes + kPageBytes - 1) / kPageBytes * kPageBytes;
  Memory* memory = TakeBuffer(device, size_bytes);
  if (memory == nullptr) {
    memory = CreateBuffer(device, size_bytes);
    used_bytes_ += memory->size_bytes;
  }
  return Wrap(dev, memory);
}

Pool::Buffer Pool::Alloc(tvm::Device dev, tvm::ffi::Shape shape, DLDataType dtype, const std::string& scope) {
  if (!AllowMemoryScope(scope)) TVM_FFI_THROW(ValueError) << "OpenCL has no memory of the scope " << scope;
  // Storages come as bytes, whatever will lie in them: CreateView makes the textures.
  const bool bytes = dtype.code == kDLUInt && dtype.bits == 8;
  if (!IsTexture(scope) || bytes) return Alloc(dev, SizeBytes(shape, dtype), tvm::runtime::kAllocAlignment, dtype);
  Device& device = DeviceAt(dev.device_id);
  const Extent extent = TextureExtent(shape, scope);
  Memory* memory = TakeImage(device, extent, ChannelType(dtype));
  if (memory == nullptr) {
    memory = CreateImage(device, extent, dtype);
    used_bytes_ += memory->size_bytes;
  }
  return Wrap(dev, memory);
}

void Pool::Free(const Buffer& buffer) {
  auto* memory = static_cast<Memory*>(buffer.data);
  if (type() == AllocatorType::kPooled) {
    std::lock_guard<std::mutex> lock(mutex_);
    idle_.push_back(memory);
  } else {
    used_bytes_ -= memory->size_bytes;
    Destroy(memory);
  }
}

void Pool::Clear() {
  for (Device* device : Devices()) Trim(*device);
}

void* Pool::CreateView(const Buffer& buffer, tvm::ffi::Shape shape, DLDataType dtype, const std::string& scope) {
  auto* storage = static_cast<Memory*>(buffer.data);
  if (!IsTexture(scope)) return storage;
  const Extent extent = TextureExtent(shape, scope);
  const cl_uint channel_type = ChannelType(dtype);
  if (storage->extent == extent && storage->channel_type == channel_type) return storage;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    std::vector<Memory*>& idle = storage->idle_views;
    const auto found = std::find_if(idle.begin(), idle.end(), [&](const Memory* view) {
      return view->extent == extent && view->channel_type == channel_type;
    });
    if (found != idle.end()) {
      Memory* view = *found;
      idle.erase(found);
      return view;
    }
  }
  const Device& device = *storage->device;
  const bool fits = RowPitchBytes(device, extent, dtype) * extent.height * extent.layers <= storage->size_bytes;
  Memory* view = device.images_in_buffers && !storage->IsImage() && fits ? CreateImageView(storage, extent, dtype)
                                                                         : CreateImage(*storage->device, extent, dtype);
  view->storage = storage;
  return view;
}

void Pool::FreeView(tvm::Device /*dev*/, void* data) {
  auto* view = static_cast<Memory*>(data);
  if (view->storage == nullptr) return;  // The storage itself.
  std::lock_guard<std::mutex> lock(mutex_);
  view->storage->idle_views.push_back(view);
}

bool Pool::AllowMemoryScope(const std::string& scope) const {
  return scope.empty() || scope == "global" || IsTexture(scope);
}

Memory* Pool::TakeBuffer(const Device& device, size_t size_bytes) {
  // A quarter of waste is allowed, so that the pool of a network with dynamic shapes does not grow with every new
  // shape.
  const size_t at_most = size_bytes + size_bytes / 4;
  std::lock_guard<std::mutex> lock(mutex_);
  auto best = idle_.end();
  for (auto it = idle_.begin(); it != idle_.end(); ++it) {
    const Memory& memory = **it;
    if (memory.device != &device || memory.IsImage() || memory.size_bytes < size_bytes) continue;
    if (memory.size_bytes <= at_most && (best == idle_.end() || memory.size_bytes < (*best)->size_bytes)) best = it;
  }
  if (best == idle_.end()) return nullptr;
  Memory* memory = *best;
  idle_.erase(best);
  return memory;
}

Memory* Pool::TakeImage(const Device& device, const Extent& extent, cl_uint channel_type) {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = std::find_if(idle_.begin(), idle_.end(), [&](const Memory* memory) {
    return memory->device == &device && memory->extent == extent && memory->channel_type == channel_type;
  });
  if (found == idle_.end()) return nullptr;
  Memory* memory = *found;
  idle_.erase(found);
  return memory;
}

Pool::Buffer Pool::Wrap(tvm::Device dev, Memory* memory) const {
  Buffer buffer;
  buffer.data = memory;
  buffer.size = memory->size_bytes;
  buffer.device = dev;
  buffer.alloc_type = type();
  return buffer;
}

size_t Pool::Trim(Device& device) {
  std::vector<Memory*> idle;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto end = std::partition(idle_.begin(), idle_.end(), [&](const Memory* m) { return m->device != &device; });
    idle.assign(end, idle_.end());
    idle_.erase(end, idle_.end());
  }
  size_t freed = 0;
  for (Memory* memory : idle) {
    freed += memory->size_bytes;
    used_bytes_ -= memory->size_bytes;
    Destroy(memory);
  }
  return freed;
}

}  // namespace dydca::opencl
