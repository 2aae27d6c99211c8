// The C interface of the native planner: a problem in, offsets out. Called from tvm_dydca/planner/native.py by ctypes.
//
// All sizes and offsets are in bytes. Nothing is kept between calls, and calls from several threads do not meet.
#ifndef TVM_DYDCA_CSRC_PLANNER_PLANNER_H_
#define TVM_DYDCA_CSRC_PLANNER_PLANNER_H_

#include <stdint.h>

#if defined(_WIN32)
#define DYDCA_API __declspec(dllexport)
#else
#define DYDCA_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

// Raised with every change of the structures or functions below; native.py refuses a library of another version.
#define DYDCA_PLANNER_ABI 1

// `count` buffers of positive size. Buffer j lives during [lower[j], upper[j]); its offset is a multiple of
// alignment[j], or fixed[j] where that is not negative. It exists only where the choices
// choice[choice_begin[j] .. choice_begin[j + 1]), ascending, take their alternatives.
typedef struct {
  int64_t count;
  const int64_t* lower;
  const int64_t* upper;
  const int64_t* size;
  const int64_t* alignment;
  const int64_t* fixed;
  const int64_t* choice_begin;
  const int32_t* choice;
  const int32_t* alternative;
} DydcaProblem;

enum DydcaStrategy {
  DYDCA_AUTO = 0,
  DYDCA_GREEDY_SIZE = 1,
  DYDCA_GREEDY_AREA = 2,
  DYDCA_GREEDY_LIFETIME = 3,
  DYDCA_GREEDY_TIME = 4,
  DYDCA_GREEDY_PEAK = 5,
  DYDCA_SKYLINE = 6,
  DYDCA_IMPROVE = 7,
  DYDCA_EXACT = 8
};

typedef struct {
  int64_t capacity;   // Stop as soon as this is met; negative: as small as possible.
  int64_t max_steps;  // Nodes of the exact search and placements of the local improvement; negative: no limit.
  double budget_s;
  uint64_t seed;
  int32_t strategy;
} DydcaOptions;

typedef struct {
  int64_t size;
  int64_t lower_bound;
  int64_t steps;
  int64_t restarts;
  int32_t strategy;  // The one that found the offsets.
} DydcaResult;

// Shared with another thread while a call runs.
typedef struct {
  volatile int64_t size, lower_bound;  // Written: the best so far, in bytes.
  volatile int32_t stop;               // Read: other than 0 ends the call within some milliseconds.
} DydcaControl;

DYDCA_API int32_t dydca_planner_abi(void);

// Fills `offsets` and `result`. Returns 0, or 1 where it was stopped, or 2 where memory ran out.
DYDCA_API int32_t dydca_planner_solve(const DydcaProblem* problem, const DydcaOptions* options, DydcaControl* control,
                                      int64_t* offsets, DydcaResult* result);

#ifdef __cplusplus
}
#endif

#endif  // TVM_DYDCA_CSRC_PLANNER_PLANNER_H_
