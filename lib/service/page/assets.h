// The files of the page, which are part of the program.
#pragma once

#include <span>
#include <string_view>

namespace seqlab::service {

struct Asset {
  std::string_view path;  // where it is served
  std::string_view content_type;
  bool open = false;  // needs no token
  std::string_view bytes;
};

std::span<const Asset> page_assets();

}  // namespace seqlab::service
