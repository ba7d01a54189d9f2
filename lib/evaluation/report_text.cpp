#include "evaluation/report_text.h"

#include <algorithm>
#include <cstdio>

namespace seqlab::evaluation {
namespace {

std::string padding(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, width_of(text)), ' ');
}

}  // namespace

std::string percent_text(double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%6.2f", value);
  return text;
}

std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string align_right(const std::string& text, std::size_t width) {
  return padding(text, width) + text;
}

std::string align_left(const std::string& text, std::size_t width) {
  return text + padding(text, width);
}

}  // namespace seqlab::evaluation
