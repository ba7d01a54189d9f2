// Ranges that several options share.
#pragma once

#include "options/option_table.h"

namespace seqlab::options {

// Limits far above what anybody trains, yet so low that no product of them overflows.
inline constexpr double largest_size = 65536;
inline constexpr double largest_count = 1e9;
inline constexpr double largest_thread_count = 1024;

inline constexpr OptionRange at_least_zero{.low = 0};
inline constexpr OptionRange above_zero{.low = 0, .low_open = true};
inline constexpr OptionRange sizes{.low = 1, .high = largest_size};
inline constexpr OptionRange counts{.low = 1, .high = largest_count};
inline constexpr OptionRange counts_or_off{.low = 0, .high = largest_count};
inline constexpr OptionRange probability{.low = 0, .high = 1};
inline constexpr OptionRange below_one{.low = 0, .high = 1, .high_open = true};
inline constexpr OptionRange between_zero_and_one{.low = 0, .high = 1, .low_open = true, .high_open = true};

}  // namespace seqlab::options
