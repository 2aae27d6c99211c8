#include "queue.h"

#include <algorithm>

namespace dydca::opencl {
namespace {

cl_command_queue Create(cl_context context, cl_device_id device, cl_bitfield properties) {
  cl_int code = CL_SUCCESS;
  const cl_command_queue queue = Cl().clCreateCommandQueue(context, device, properties, &code);
  Check(code, "creating a command queue");
  return queue;
}

uint64_t Moment(cl_event event, cl_info which) {
  uint64_t nanoseconds = 0;
  Check(Cl().clGetEventProfilingInfo(event, which, sizeof(nanoseconds), &nanoseconds, nullptr),
        "reading a device timer");
  return nanoseconds;
}

}  // namespace

Recorder::~Recorder() {
  for (cl_event event : events_) Cl().clReleaseEvent(event);
}

int64_t Recorder::ElapsedNanoseconds() const {
  int64_t sum = 0;
  for (cl_event event : events_) {
    sum += static_cast<int64_t>(Moment(event, CL_PROFILING_COMMAND_END) - Moment(event, CL_PROFILING_COMMAND_START));
  }
  return sum;
}

void Queue::Open(cl_context context, cl_device_id device) {
  context_ = context;
  device_ = device;
  queue_ = Create(context, device, 0);
}

cl_int Queue::Finish() {
  cl_command_queue queue;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    queue = queue_;
  }
  return Cl().clFinish(queue);
}

void Queue::Listen(Recorder* recorder) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (!profiling_) {
    // The old queue is not released: another thread may be waiting in its clFinish. There is one a device.
    Check(Cl().clFinish(queue_), "waiting for the device");
    queue_ = Create(context_, device_, CL_QUEUE_PROFILING_ENABLE);
    profiling_ = true;
  }
  recorders_.push_back(recorder);
}

void Queue::Ignore(Recorder* recorder) {
  std::lock_guard<std::mutex> lock(mutex_);
  recorders_.erase(std::remove(recorders_.begin(), recorders_.end(), recorder), recorders_.end());
}

void Queue::Record(cl_event event) {
  for (Recorder* recorder : recorders_) {
    Cl().clRetainEvent(event);
    recorder->events_.push_back(event);
  }
  Cl().clReleaseEvent(event);
}

}  // namespace dydca::opencl
