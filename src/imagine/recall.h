// What was probably played in a gap: drummers repeat themselves, so where the surroundings of the gap were played
// before or after, what stood between them there is recalled. Needs no network, no tempo and no bar lines.
#pragma once

#include <drumlin/imagine.h>

#include <optional>
#include <span>
#include <vector>

namespace drumlin::imagine {

/// A draft of the gap's hits, by time and then drum. known: hits outside the unknown regions, by time. unknown: regions
/// (the gap among them) that nothing is recalled from. duration: seconds of the piece.
///
/// Every lag, to either side, at which the piece repeats itself around the gap has a vote on each moment that it leads
/// out of the unknown to, the more the better the surroundings agree. A stroke is recalled where a good part of the
/// votes have it. Silent surroundings stay silent; where what they hold never recurs, there is no draft.
std::optional<std::vector<score::Hit>> recall(std::span<const score::Hit> known, std::span<const Region> unknown,
                                              const Region& gap, double duration);

}  // namespace drumlin::imagine
