// What is wrong or odd in a file.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/names.h"

namespace seqlab::check {

// error: must be mended before the file is used. warning: odd, but it can be read.
enum class Level { error, warning };
constexpr auto name_table(Level /*level*/) {
  return base::NameTable<Level, 2>{{{"error", Level::error}, {"warning", Level::warning}}};
}

// What is wrong, in the order in which a report lists it.
enum class Kind {
  malformed,
  encoding,
  unlabelled,
  nothing_labelled,
  scheme,
  mixed_schemes,
  stray_label,
  transition,
  token_number,
  column_count,
  giant,
  empty,
  byte_order_mark,
  line_end,
  blank_line,
  control_character,
  lost_character,
  mojibake,
  zero_width,
  odd_space,
  outer_space,
  not_nfc,
  duplicate,
  shared,
  no_outside,
  label_spelling,
  rare_label,
  unknown_label,
  ambiguous
};
constexpr auto name_table(Kind /*kind*/) {
  return base::NameTable<Kind, 29>{{{"malformed", Kind::malformed},
                                    {"encoding", Kind::encoding},
                                    {"unlabelled", Kind::unlabelled},
                                    {"nothing-labelled", Kind::nothing_labelled},
                                    {"scheme", Kind::scheme},
                                    {"mixed-schemes", Kind::mixed_schemes},
                                    {"stray-label", Kind::stray_label},
                                    {"transition", Kind::transition},
                                    {"token-number", Kind::token_number},
                                    {"column-count", Kind::column_count},
                                    {"giant", Kind::giant},
                                    {"empty", Kind::empty},
                                    {"byte-order-mark", Kind::byte_order_mark},
                                    {"line-end", Kind::line_end},
                                    {"blank-line", Kind::blank_line},
                                    {"control-character", Kind::control_character},
                                    {"lost-character", Kind::lost_character},
                                    {"mojibake", Kind::mojibake},
                                    {"zero-width", Kind::zero_width},
                                    {"odd-space", Kind::odd_space},
                                    {"outer-space", Kind::outer_space},
                                    {"not-nfc", Kind::not_nfc},
                                    {"duplicate", Kind::duplicate},
                                    {"shared", Kind::shared},
                                    {"no-outside", Kind::no_outside},
                                    {"label-spelling", Kind::label_spelling},
                                    {"rare-label", Kind::rare_label},
                                    {"unknown-label", Kind::unknown_label},
                                    {"ambiguous", Kind::ambiguous}}};
}
constexpr std::size_t kinds = name_table(Kind{}).size();

struct Finding {
  Level level = Level::error;
  Kind kind = Kind::malformed;
  Place place;
  std::string message;
};

// The findings of one file: all are counted, and the first ones of each kind kept.
class Findings {
 public:
  // limit: the number of findings of a kind that are kept; nothing: all.
  Findings(std::string file, std::optional<std::size_t> limit) : file_(std::move(file)), limit_(limit) {}

  // Adds a finding at a line (from 1; 0: the whole file) and a byte of it (from 1; 0: not known). message(),
  // which makes its text, is called only if the finding is kept.
  template <typename Message>
  void add(Level level, Kind kind, std::size_t line, std::size_t column, Message message) {
    if (count(level, kind)) keep(level, kind, line, column, message());
  }
  // Counts findings that are not kept.
  void add_uncounted(Level level, Kind kind, std::size_t more) { of(kind, level) += more; }

  [[nodiscard]] std::size_t count(Kind kind) const;
  [[nodiscard]] std::size_t count(Level level) const;
  // The findings of a kind that were kept, in the order in which they were added.
  [[nodiscard]] const std::vector<Finding>& kept(Kind kind) const {
    return kept_[static_cast<std::size_t>(kind)];
  }
  // How many findings of a kind should be kept.
  [[nodiscard]] std::optional<std::size_t> limit() const { return limit_; }
  [[nodiscard]] const std::string& file() const { return file_; }
  void drop(Kind kind);

 private:
  bool count(Level level, Kind kind);
  void keep(Level level, Kind kind, std::size_t line, std::size_t column, std::string message);
  std::size_t& of(Kind kind, Level level) {
    return counts_[static_cast<std::size_t>(kind)][static_cast<std::size_t>(level)];
  }

  std::string file_;
  std::optional<std::size_t> limit_;
  std::array<std::array<std::size_t, 2>, kinds> counts_{};
  std::array<std::vector<Finding>, kinds> kept_;
};

}  // namespace seqlab::check
