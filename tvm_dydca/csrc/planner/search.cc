#include "search.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <tuple>

namespace dydca::planner {

namespace {

constexpr int64_t kFar = std::numeric_limits<int64_t>::max() / 4;
constexpr int64_t kReasonWords = 20000000;   // Of all reasons; where they do not suffice, deep decisions get none.
constexpr size_t kFailed = size_t{1} << 18;  // States remembered.

uint64_t Mix(uint64_t x) {  // The finaliser of SplitMix64.
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

uint64_t Mix(int32_t item, int64_t head) { return Mix(Mix(static_cast<uint64_t>(item)) ^ static_cast<uint64_t>(head)); }

}  // namespace

Search::Search(const Model& model, const Cells& cells) : model_(model), cells_(cells) {
  const size_t n = model.items.size();
  cells_of_.resize(n);
  order_ = cells.members;
  for (size_t c = 0; c < order_.size(); ++c) {
    for (int32_t j : order_[c]) cells_of_[j].push_back(static_cast<int32_t>(c));
  }
  conflicts_.resize(n);
  std::vector<int32_t> by_begin(n), live;
  std::iota(by_begin.begin(), by_begin.end(), 0);
  std::sort(by_begin.begin(), by_begin.end(),
            [&](int32_t a, int32_t b) { return model.items[a].begin < model.items[b].begin; });
  for (int32_t j : by_begin) {
    const Item& item = model.items[j];
    live.erase(std::remove_if(live.begin(), live.end(), [&](int32_t k) { return model.items[k].end <= item.begin; }),
               live.end());
    for (int32_t k : live) {
      if (model.Exclude(item.group, model.items[k].group)) continue;
      conflicts_[j].push_back(k);
      conflicts_[k].push_back(j);
    }
    live.push_back(j);
  }
  obstacles_.resize(n);
  for (size_t j = 0; j < n; ++j) {
    if (model.items[j].fixed >= 0) continue;
    for (int32_t k : conflicts_[j]) {
      if (model.items[k].fixed >= 0) obstacles_[j].push_back(k);
    }
    std::sort(obstacles_[j].begin(), obstacles_[j].end(),
              [&](int32_t a, int32_t b) { return model.items[a].fixed < model.items[b].fixed; });
  }
  std::map<std::tuple<int64_t, int64_t, int64_t, int32_t, int32_t, int32_t>, int32_t> kinds;
  for (size_t j = 0; j < n; ++j) {
    const Item& item = model.items[j];
    size_.push_back(item.size);
    const auto next = static_cast<int32_t>(j);
    const auto key = std::make_tuple(item.size, item.raw, item.alignment, item.begin, item.end, item.group);
    kind_.push_back(item.fixed >= 0 ? next : kinds.emplace(key, next).first->second);
  }
  const auto most = static_cast<size_t>(kReasonWords / std::max<int64_t>(1, cells.pairs));
  words_ = std::max<size_t>(1, std::min(most, (n + n / 2) / 64 + 1));
  conflict_.resize(words_);
  failed_.resize(kFailed);
}

bool Search::Reset(int64_t capacity_bytes) {
  const size_t n = model_.items.size();
  const int64_t unit = model_.unit;
  frames_.clear(), candidates_.clear(), events_.clear(), reasons_.clear(), undo_.clear(), gathered_.clear();
  head_.assign(n, 0);
  limit_.resize(n);
  last_event_.assign(n, -1);
  placed_level_.assign(n, -1);
  unplaced_ = n;
  key_ = Mix(static_cast<uint64_t>(capacity_bytes));
  bool possible = true;
  for (size_t j = 0; j < n; ++j) {
    const Item& item = model_.items[j];
    head_[j] = item.fixed >= 0 ? item.fixed : Clear(static_cast<int32_t>(j), 0);
    limit_[j] = capacity_bytes < item.raw ? -1 : (capacity_bytes - item.raw) / unit;
    possible = possible && head_[j] <= limit_[j];
    if (item.fixed >= 0) limit_[j] = item.fixed;
    key_ += Mix(static_cast<int32_t>(j), head_[j]);
  }
  active_.clear();
  cell_limit_.clear();
  for (const auto& cell : order_) {
    int64_t gap = 0;
    for (int32_t j : cell) gap = std::max(gap, model_.items[j].size * unit - model_.items[j].raw);
    active_.push_back(static_cast<int32_t>(cell.size()));
    cell_limit_.push_back((capacity_bytes + gap) / unit);
  }
  valleys_.assign(order_.size(), {});
  marked_.assign(order_.size(), 1);
  marks_.resize(order_.size());
  for (size_t c = 0; c < order_.size(); ++c) marks_[c] = static_cast<int32_t>(c);
  return possible;
}

Outcome Search::Run(int64_t capacity_bytes, const Style& style, int64_t nodes, Budget* budget) {
  style_ = &style;
  if (!Reset(capacity_bytes) || !Propagate()) return Outcome::kNone;
  bool alive = true;
  while (true) {
    if (alive) {
      if (unplaced_ == 0) return Outcome::kFound;
      if (nodes-- <= 0 || !budget->Spend(1, work_)) return Outcome::kStopped;
      work_ = static_cast<int64_t>(order_.size());
      alive = Open() && Advance();
    } else if (!Backtrack(&alive)) {
      return Outcome::kNone;
    }
  }
}

int64_t Search::RootBound() {
  if (!Reset(kFar)) return kFar;
  Propagate();
  int64_t bound = 0;
  for (size_t j = 0; j < head_.size(); ++j) bound = std::max(bound, head_[j] * model_.unit + model_.items[j].raw);
  for (size_t c = 0; c < order_.size(); ++c) {
    int64_t gap = 0;
    for (int32_t j : order_[c]) gap = std::max(gap, model_.items[j].size * model_.unit - model_.items[j].raw);
    bound = std::max(bound, (cell_limit_[c] - valleys_[c].slack) * model_.unit - gap);
  }
  return bound;
}

// The lowest offset from `from` on that keeps the alignment and clear of fixed items.
int64_t Search::Clear(int32_t j, int64_t from) const {
  const Item& item = model_.items[j];
  auto aligned = [&](int64_t at) { return (at + item.alignment - 1) / item.alignment * item.alignment; };
  int64_t at = aligned(from);
  for (int32_t k : obstacles_[j]) {
    const Item& other = model_.items[k];
    if (at < other.fixed + other.size && other.fixed < at + item.size) at = aligned(other.fixed + other.size);
  }
  return at;
}

// Raises a head because of the decision at `level`; with `around` also because of all that lies around the item.
bool Search::Raise(int32_t item, int64_t to, size_t level, bool around) {
  to = Clear(item, to);
  const size_t before = reasons_.size();
  reasons_.resize(before + words_);
  uint64_t* reason = reasons_.data() + before;
  AddReason(item, reason);
  AddLevel(level, reason);
  for (size_t k = 0; around && k < conflicts_[item].size(); ++k) {
    const int32_t other = conflicts_[item][k];
    if (placed_level_[other] >= 0) {
      AddLevel(placed_level_[other], reason);
    } else {
      AddReason(other, reason);
    }
  }
  events_.push_back({item, last_event_[item], head_[item]});
  last_event_[item] = static_cast<int32_t>(events_.size()) - 1;
  key_ += Mix(item, to) - Mix(item, head_[item]);
  head_[item] = to;
  if (to > limit_[item]) {
    ClearConflict();
    AddReason(item, conflict_.data());
    return false;
  }
  for (int32_t c : cells_of_[item]) Mark(c);
  return true;
}

// Adds the levels of the decisions behind the item's head.
void Search::AddReason(int32_t item, uint64_t* levels) const {
  if (last_event_[item] < 0) return;
  const uint64_t* reason = reasons_.data() + last_event_[item] * words_;
  for (size_t w = 0; w < words_; ++w) levels[w] |= reason[w];
}

void Search::AddLevel(size_t level, uint64_t* levels) const {
  if (level < words_ * 64) levels[level / 64] |= uint64_t{1} << (level % 64);
}

void Search::ClearConflict() { std::fill(conflict_.begin(), conflict_.end(), 0); }

void Search::Mark(int32_t cell) {
  if (marked_[cell]) return;
  marked_[cell] = 1;
  marks_.push_back(cell);
}

bool Search::Propagate() {
  while (!marks_.empty()) {
    const int32_t cell = marks_.back();
    marks_.pop_back();
    marked_[cell] = 0;
    if (!PropagateCell(cell)) return false;
  }
  return true;
}

bool Search::PropagateCell(int32_t c) {
  int32_t* order = order_[c].data();
  const int32_t count = active_[c];
  work_ += count;
  for (int32_t i = 1; i < count; ++i) {  // Nearly sorted already.
    const int32_t j = order[i];
    int32_t at = i;
    for (; at > 0 && head_[order[at - 1]] > head_[j]; --at) order[at] = order[at - 1];
    order[at] = j;
  }
  int64_t end = 0, lowest_end = kFar;
  int32_t first = 0, ties = 0;
  for (int32_t i = 0; i < count; ++i) {
    const int64_t head = head_[order[i]], size = size_[order[i]];
    if (head > end) end = head, first = i;
    end += size;
    lowest_end = std::min(lowest_end, head + size);
    ties += head == head_[order[0]];
  }
  undo_.push_back({c, valleys_[c]});
  valleys_[c] = {count == 0 ? kFar : head_[order[0]], lowest_end, cell_limit_[c] - end, ties};
  if (end <= cell_limit_[c]) return true;
  ClearConflict();
  for (int32_t i = first; i < count; ++i) AddReason(order[i], conflict_.data());
  return false;
}

bool Search::Open() {
  if (failed_[key_ % kFailed] == key_) {
    ClearConflict();
    for (size_t j = 0; j < head_.size(); ++j) {
      if (placed_level_[j] < 0) AddReason(static_cast<int32_t>(j), conflict_.data());
    }
    return false;
  }
  const int32_t cell = ChooseCell();
  const int64_t floor = valleys_[cell].floor;
  const size_t begin = candidates_.size();
  for (int32_t i = 0; i < active_[cell]; ++i) {
    if (head_[order_[cell][i]] == floor) candidates_.push_back(order_[cell][i]);
  }
  std::sort(candidates_.begin() + static_cast<int64_t>(begin), candidates_.end(), [&](int32_t a, int32_t b) {
    return std::make_pair(-Flush(a, floor), style_->rank[a]) < std::make_pair(-Flush(b, floor), style_->rank[b]);
  });
  frames_.push_back({floor, begin, begin, candidates_.size(), events_.size(), undo_.size(), key_, -1});
  gathered_.resize(frames_.size() * words_);
  std::fill(gathered_.end() - static_cast<int64_t>(words_), gathered_.end(), 0);
  return true;
}

// The cell with the fewest candidates, then the one with the least room to spare.
int32_t Search::ChooseCell() const {
  int64_t lowest = kFar;
  for (const Valley& valley : valleys_) lowest = std::min(lowest, valley.floor);
  int32_t best = -1;
  for (size_t c = 0; c < valleys_.size(); ++c) {
    const Valley& valley = valleys_[c];
    if (active_[c] == 0 || (!style_->local && valley.floor > lowest)) continue;
    if (best >= 0 &&
        std::make_pair(valley.ties, valley.slack) >= std::make_pair(valleys_[best].ties, valleys_[best].slack)) {
      continue;
    }
    auto hollow = [&](int32_t j) { return head_[j] == valley.floor && Hollow(j); };
    if (valley.floor > lowest && std::any_of(order_[c].begin(), order_[c].begin() + active_[c], hollow)) continue;
    best = static_cast<int32_t>(c);
  }
  return best;
}

// Whether something may still be put under the item where it is now.
bool Search::Hollow(int32_t item) const {
  const auto& cells = cells_of_[item];
  return std::any_of(cells.begin(), cells.end(), [&](int32_t c) { return valleys_[c].lowest_end <= head_[item]; });
}

// On how many sides the item, begun at the floor, would end where its neighbour's floor is: in a tight placement what
// lies beside each other often ends together, because something longer lies on both.
int Search::Flush(int32_t item, int64_t floor) const {
  const Item& mine = model_.items[item];
  const int64_t end = floor + size_[item];
  auto ends_at = [&](int32_t section) { return valleys_[cells_.first[section]].floor == end; };
  return (mine.begin > 0 && ends_at(mine.begin - 1)) + (mine.end < model_.sections && ends_at(mine.end));
}

// Takes the next branch of the last frame; there is one.
bool Search::Advance() {
  Frame& frame = frames_.back();
  const size_t level = frames_.size() - 1;
  while (frame.next < frame.end) {
    const size_t at = frame.next++;
    const int32_t item = candidates_[at];
    const bool twin = std::any_of(candidates_.begin() + static_cast<int64_t>(frame.begin),
                                  candidates_.begin() + static_cast<int64_t>(at),
                                  [&](int32_t other) { return kind_[other] == kind_[item]; });
    if (twin) continue;  // What this branch holds, that of its twin held too.
    frame.placed = item;
    return Place(item, level) && Propagate();
  }
  ++frame.next;
  return Decline(frame, level) && Propagate();
}

bool Search::Place(int32_t item, size_t level) {
  placed_level_[item] = static_cast<int32_t>(level);
  --unplaced_;
  key_ -= Mix(item, head_[item]);
  for (int32_t c : cells_of_[item]) {
    int32_t* order = order_[c].data();
    int32_t* at = std::find(order, order + active_[c], item);
    std::rotate(at, at + 1, order + active_[c]);
    --active_[c];
    Mark(c);
  }
  const int64_t end = head_[item] + size_[item];
  work_ += static_cast<int64_t>(conflicts_[item].size());
  for (int32_t k : conflicts_[item]) {
    if (placed_level_[k] < 0 && head_[k] < end && !Raise(k, end, level, false)) return false;
  }
  return true;
}

// No candidate begins at the floor.
bool Search::Decline(const Frame& frame, size_t level) {
  for (size_t i = frame.begin; i < frame.end; ++i) {
    if (!Raise(candidates_[i], frame.floor + 1, level, false)) return false;
  }
  for (size_t i = frame.begin; i < frame.end; ++i) {
    if (!Support(candidates_[i], frame.floor, level)) return false;
  }
  return true;
}

// An item above `floor`, where it could have begun, has something in its way there and lies on something: otherwise it
// could be let down, and the sum of offsets would be smaller.
bool Search::Support(int32_t item, int64_t floor, size_t level) {
  const int64_t top = floor + size_[item];
  int64_t lowest = kFar;
  bool in_the_way = false;
  for (int32_t k : conflicts_[item]) {
    if (placed_level_[k] >= 0) continue;
    lowest = std::min(lowest, head_[k] + size_[k]);
    in_the_way = in_the_way || head_[k] < top;
  }
  if (!in_the_way) lowest = kFar;
  return lowest <= head_[item] || Raise(item, lowest, level, true);
}

bool Search::Backtrack(bool* alive) {
  for (int32_t c : marks_) marked_[c] = 0;
  marks_.clear();
  while (!frames_.empty()) {
    Frame& frame = frames_.back();
    const size_t level = frames_.size() - 1;
    if (frame.placed >= 0) Unplace(frame.placed);
    frame.placed = -1;
    while (events_.size() > frame.events) {
      const Event& event = events_.back();
      key_ += Mix(event.item, event.before) - Mix(event.item, head_[event.item]);
      head_[event.item] = event.before;
      last_event_[event.item] = event.previous;
      events_.pop_back();
    }
    reasons_.resize(events_.size() * words_);
    for (; undo_.size() > frame.cells; undo_.pop_back()) valleys_[undo_.back().cell] = undo_.back().before;
    const bool deep = level >= words_ * 64;
    if (deep || (conflict_[level / 64] >> (level % 64) & 1) != 0) {
      uint64_t* gathered = gathered_.data() + level * words_;
      for (size_t w = 0; w < words_; ++w) gathered[w] |= conflict_[w];
      if (frame.next <= frame.end) {
        *alive = Advance();
        return true;
      }
      ClearConflict();
      std::copy(gathered, gathered + words_, conflict_.begin());
      if (!deep) conflict_[level / 64] &= ~(uint64_t{1} << (level % 64));
      for (size_t i = frame.begin; i < frame.end; ++i) AddReason(candidates_[i], conflict_.data());
    }
    failed_[frame.key % kFailed] = frame.key;
    candidates_.resize(frame.begin);
    frames_.pop_back();
    gathered_.resize(frames_.size() * words_);
  }
  return false;
}

void Search::Unplace(int32_t item) {
  placed_level_[item] = -1;
  ++unplaced_;
  key_ += Mix(item, head_[item]);
  for (int32_t c : cells_of_[item]) ++active_[c];  // It is the last of those that were taken out.
}

}  // namespace dydca::planner
