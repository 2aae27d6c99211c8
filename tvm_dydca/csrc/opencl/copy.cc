#include "copy.h"

#include <tvm/ffi/container/tensor.h>
#include <tvm/ffi/error.h>

#include <string>
#include <vector>

#include "memory.h"

namespace dydca::opencl {
namespace {

constexpr size_t kOrigin[3] = {0, 0, 0};

// One end of a copy: some bytes of the host, of a buffer, or a whole texture.
struct End {
  explicit End(const DLTensor& tensor, size_t size_bytes) {
    if (tensor.device.device_type != kDLOpenCL) {
      if (!tvm::ffi::IsDirectAddressDevice(tensor.device) || tensor.device.device_type == kDLCUDA ||
          tensor.device.device_type == kDLROCM) {
        TVM_FFI_THROW(ValueError) << "there are no copies between OpenCL and devices of type "
                                  << tensor.device.device_type;
      }
      host = static_cast<char*>(tensor.data) + tensor.byte_offset;
      return;
    }
    memory = static_cast<Memory*>(tensor.data);
    offset = tensor.byte_offset;
    if (memory->IsImage()) {
      region[0] = memory->extent.width;
      region[1] = memory->extent.height;
      region[2] = memory->extent.layers;
      if (offset != 0 || size_bytes != memory->size_bytes) {
        TVM_FFI_THROW(ValueError) << "a texture of " << memory->size_bytes << " bytes is copied as a whole, not "
                                  << size_bytes << " bytes from byte " << offset;
      }
    } else if (offset > memory->size_bytes || size_bytes > memory->size_bytes - offset) {
      TVM_FFI_THROW(ValueError) << "a tensor of " << size_bytes << " bytes from byte " << offset
                                << " leaves its buffer of " << memory->size_bytes << " bytes";
    }
  }

  bool IsImage() const { return memory != nullptr && memory->IsImage(); }

  char* host = nullptr;
  Memory* memory = nullptr;
  size_t offset = 0;
  size_t region[3] = {0, 0, 0};
};

cl_int FromHost(const End& from, const End& to, size_t size) {
  return to.memory->device->queue.SubmitAndWait([&](cl_command_queue queue, cl_event* event) {
    const cl_mem handle = to.memory->handle;
    if (!to.IsImage()) {
      return Cl().clEnqueueWriteBuffer(queue, handle, CL_FALSE, to.offset, size, from.host, 0, nullptr, event);
    }
    return Cl().clEnqueueWriteImage(queue, handle, CL_FALSE, kOrigin, to.region, 0, 0, from.host, 0, nullptr, event);
  });
}

cl_int ToHost(const End& from, const End& to, size_t size) {
  return from.memory->device->queue.SubmitAndWait([&](cl_command_queue queue, cl_event* event) {
    const cl_mem handle = from.memory->handle;
    if (!from.IsImage()) {
      return Cl().clEnqueueReadBuffer(queue, handle, CL_FALSE, from.offset, size, to.host, 0, nullptr, event);
    }
    return Cl().clEnqueueReadImage(queue, handle, CL_FALSE, kOrigin, from.region, 0, 0, to.host, 0, nullptr, event);
  });
}

cl_int OnDevice(const End& from, const End& to, size_t size) {
  return from.memory->device->queue.Submit([&](cl_command_queue queue, cl_event* event) {
    const cl_mem source = from.memory->handle, target = to.memory->handle;
    if (from.IsImage() && to.IsImage()) {
      if (!(from.memory->extent == to.memory->extent)) {
        TVM_FFI_THROW(ValueError) << "textures of different extents cannot be copied into each other";
      }
      return Cl().clEnqueueCopyImage(queue, source, target, kOrigin, kOrigin, to.region, 0, nullptr, event);
    }
    if (from.IsImage()) {
      return Cl().clEnqueueCopyImageToBuffer(queue, source, target, kOrigin, from.region, to.offset, 0, nullptr, event);
    }
    if (to.IsImage()) {
      return Cl().clEnqueueCopyBufferToImage(queue, source, target, from.offset, kOrigin, to.region, 0, nullptr, event);
    }
    return Cl().clEnqueueCopyBuffer(queue, source, target, from.offset, to.offset, size, 0, nullptr, event);
  });
}

}  // namespace

void Copy(const DLTensor& from, const DLTensor& to) {
  const size_t size = tvm::ffi::GetDataSize(from);
  if (size != tvm::ffi::GetDataSize(to)) {
    TVM_FFI_THROW(ValueError) << "a tensor of " << size << " bytes cannot be copied to one of "
                              << tvm::ffi::GetDataSize(to) << " bytes";
  }
  if (!tvm::ffi::IsContiguous(from) || !tvm::ffi::IsContiguous(to)) {
    TVM_FFI_THROW(ValueError) << "copies from and to OpenCL take contiguous tensors";
  }
  if (size == 0) return;
  const End source(from, size), target(to, size);
  if (source.memory != nullptr && target.memory != nullptr && source.memory->device != target.memory->device) {
    std::vector<char> bytes(size);  // Each device has its own context.
    DLTensor host = to;
    host.data = bytes.data();
    host.device = {kDLCPU, 0};
    host.byte_offset = 0;
    Copy(from, host);
    Copy(host, to);
    return;
  }
  cl_int code;
  if (source.memory == nullptr) {
    code = FromHost(source, target, size);
  } else if (target.memory == nullptr) {
    code = ToHost(source, target, size);
  } else {
    code = OnDevice(source, target, size);
  }
  const Device& device = *(source.memory != nullptr ? source : target).memory->device;
  if (code != CL_SUCCESS) Check(code, "copying " + std::to_string(size) + " bytes on " + device.Label());
}

}  // namespace dydca::opencl
