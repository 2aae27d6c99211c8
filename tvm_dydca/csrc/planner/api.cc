#include <exception>

#include "optimize.h"
#include "planner.h"

extern "C" int32_t dydca_planner_abi(void) { return DYDCA_PLANNER_ABI; }

extern "C" int32_t dydca_planner_solve(const DydcaProblem* problem, const DydcaOptions* options, DydcaControl* control,
                                       int64_t* offsets, DydcaResult* result) {
  try {
    dydca::planner::Optimizer optimizer(*problem, *options, control);
    optimizer.Run();
    if (optimizer.interrupted()) return 1;
    for (int64_t j = 0; j < problem->count; ++j) offsets[j] = optimizer.offset(j);
    *result = optimizer.result();
    return 0;
  } catch (const std::exception&) {
    return 2;
  }
}
