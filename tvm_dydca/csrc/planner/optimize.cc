#include "optimize.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "first_fit.h"
#include "greedy.h"

namespace dydca::planner {

namespace {

constexpr int64_t kFar = std::numeric_limits<int64_t>::max() / 4;
// Beyond these the exact search would take too much memory.
constexpr int64_t kCells = 5000000;
constexpr int64_t kPairs = 10000000;
constexpr size_t kManyItems = 10000;  // From here first fit takes seconds.
constexpr int64_t kNodes = 300;       // Of the shortest run of the exact search.

// 1 1 2 1 1 2 4 1 1 2 1 1 2 4 8 ... (Luby, Sinclair and Zuckerman, 1993), counted from 1.
int64_t Luby(int64_t run) {
  int64_t length = 1;
  while (2 * length - 1 < run) length *= 2;
  return 2 * length - 1 == run ? length : Luby(run - length + 1);
}

// Ranks of the items in four orders in turn, each disturbed at random after its first use.
std::vector<int32_t> Ranks(const Model& model, int64_t run, Random* random) {
  std::vector<double> priorities;
  for (const Item& item : model.items) {
    const double length = item.end - item.begin, size = static_cast<double>(item.size);
    const double noise = run < 4 ? 1 : std::exp(0.7 * random->Normal());
    constexpr double kPowers[4][2] = {{1, 0.1}, {1, 1}, {0.1, 1}, {1, 0.5}};
    priorities.push_back(std::pow(length, kPowers[run % 4][0]) * std::pow(size, kPowers[run % 4][1]) * noise);
  }
  std::vector<int32_t> order(priorities.size()), ranks(priorities.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int32_t a, int32_t b) { return priorities[a] > priorities[b]; });
  for (size_t k = 0; k < order.size(); ++k) ranks[order[k]] = static_cast<int32_t>(k);
  return ranks;
}

DydcaOptions Unlimited() { return {-1, -1, 1e9, 0, DYDCA_AUTO}; }

}  // namespace

Optimizer::Optimizer(const DydcaProblem& problem, const DydcaOptions& options, DydcaControl* control)
    : model_(problem),
      options_(options),
      unlimited_(Unlimited(), control),
      budget_(options, control),
      cells_(model_, kCells),
      size_(kFar),
      bound_(cells_.bound_bytes) {
  for (const Item& item : model_.items)
    bound_ = std::max(bound_, std::max<int64_t>(item.fixed, 0) * model_.unit + item.raw);
}

DydcaResult Optimizer::result() const { return {size_, bound_, budget_.steps(), restarts_, strategy_}; }

void Optimizer::Keep(const std::vector<int64_t>& offsets, int32_t strategy) {
  if (offsets.empty() || model_.SizeBytes(offsets) >= size_) return;
  offsets_ = offsets;
  size_ = model_.SizeBytes(offsets);
  strategy_ = strategy;
  budget_.Report(size_, bound_);
}

void Optimizer::Prove(int64_t bound) {
  bound_ = std::min(std::max(bound_, bound), size_);
  budget_.Report(size_, bound_);
}

// Whatever the budget, there is an answer.
void Optimizer::FirstAnswer(Improver* improver) {
  const bool greedy = options_.strategy >= DYDCA_GREEDY_SIZE && options_.strategy <= DYDCA_GREEDY_PEAK;
  if (greedy) return Greedy(options_.strategy, &unlimited_);
  const int32_t strategy = improver->strategy();
  Keep(improver->Next(bound_, &unlimited_), strategy);
}

void Optimizer::Greedy(int32_t strategy, Budget* budget) {
  Keep(FirstFit(model_).Place(GreedyOrder(model_, strategy), kFar, budget), strategy);
}

void Optimizer::Improve(Improver* improver, int64_t placements) {
  for (; placements > 0 && Goes() && budget_.Spend(1, 0); --placements) {
    const int32_t strategy = improver->strategy();
    Keep(improver->Next(std::max(bound_, options_.capacity), &budget_), strategy);
  }
}

// Runs of growing length, in new orders. Without a capacity the target is by turns the proven bound, which most
// problems reach, and parts of the way from there to the best size.
void Optimizer::Exact(Search* search, Random* random, int64_t runs) {
  for (; runs > 0 && Goes() && !OutOfReach(); --runs, ++restarts_) {
    int64_t target = options_.capacity, run = restarts_;
    if (target < 0) {
      const int64_t way = size_ - 1 - bound_;
      const int64_t parts[] = {0, way / 2, way / 8, way};
      target = bound_ + parts[run % 4];
      run /= 4;
    }
    const auto ranks = Ranks(model_, run, random);
    switch (search->Run(target, {ranks, run / 4 % 2 == 1}, kNodes * Luby(run + 1), &budget_)) {
      case Outcome::kFound:
        Keep(search->offsets(), DYDCA_EXACT);
        break;
      case Outcome::kNone:
        Prove(model_.NextSize(target));
        break;
      case Outcome::kStopped:
        break;
    }
  }
}

// Runs what the strategy asks for until the target is met, proven out of reach, or the budget spent.
void Optimizer::Run() {
  Improver improver(model_, options_.seed);
  FirstAnswer(&improver);
  const bool automatic = options_.strategy == DYDCA_AUTO;
  if (automatic) Improve(&improver, 4);
  for (int32_t greedy = DYDCA_GREEDY_SIZE; automatic && greedy <= DYDCA_GREEDY_PEAK; ++greedy) {
    if (Goes() && model_.items.size() < kManyItems) Greedy(greedy, &budget_);
  }
  if ((automatic || options_.strategy == DYDCA_EXACT) && !Done() && cells_.complete && cells_.pairs <= kPairs) {
    Search search(model_, cells_);
    Random random(options_.seed);
    Prove(search.RootBound());
    while (Goes() && !OutOfReach()) {
      Exact(&search, &random, 4);
      if (automatic) Improve(&improver, 10);
    }
  }
  while ((automatic || options_.strategy == DYDCA_IMPROVE) && Goes() && !OutOfReach()) {
    Improve(&improver, 10);
  }
}

}  // namespace dydca::planner
