// The OpenCL devices of this process, each with a context and a queue of its own.
#ifndef TVM_DYDCA_CSRC_OPENCL_DEVICE_H_
#define TVM_DYDCA_CSRC_OPENCL_DEVICE_H_

#include <atomic>
#include <string>
#include <vector>

#include "queue.h"

namespace dydca::opencl {

struct Device {
  int index = 0;  // The n of opencl:n.
  cl_device_id id = nullptr;
  cl_context context = nullptr;
  Queue queue;

  std::string name, platform, version, driver, extensions;
  cl_bitfield type = 0;
  cl_uint compute_units = 0, clock_mhz = 0;
  uint64_t global_memory_bytes = 0, largest_allocation_bytes = 0, cache_bytes = 0, local_memory_bytes = 0;
  size_t work_group_items = 1, work_group_sizes[3] = {1, 1, 1};
  size_t base_alignment_bytes = 1;  // What the offset of a sub-buffer must be a multiple of.
  bool images = false;              // Whether there are images at all.
  bool images_in_buffers = false;   // Whether an array of images can lie in a buffer.
  size_t image_width = 0, image_height = 0, image_layers = 0;
  size_t image_pitch_alignment_texels = 0;  // 0 where the device says nothing.

  uint64_t memory_limit_bytes = 0;  // From $TVM_DYDCA_OPENCL_MEMORY_MB, else the device's own size.
  std::atomic<uint64_t> allocated_bytes{0};

  // Such as "opencl:0 (Adreno 740)".
  std::string Label() const;
};

// All devices: GPUs first, then the others, each kind in the order of the OpenCL library. Empty where there are none or
// no library. Never throws.
const std::vector<Device*>& Devices();

// The device of that index; throws OpenCLError where there is none.
Device& DeviceAt(int index);

// The device that SetDevice chose last in this thread; opencl:0 before.
int& CurrentDevice();

}  // namespace dydca::opencl

#endif  // TVM_DYDCA_CSRC_OPENCL_DEVICE_H_
