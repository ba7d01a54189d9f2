// Catch2 2 (Debian 12) and 3 under one name, and the path to the real corpora.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif

#include <filesystem>
#include <iostream>
#include <string>

namespace seqlab::tests {

// The path of a file of the real corpora. If it is absent, prints "SKIPPED: ...", by which ctest counts the
// test as skipped, and returns an empty string; the test then returns at once.
inline std::string shared_data(const std::string& name) {
  const std::filesystem::path path = std::filesystem::path(SEQLAB_SHARED_DATA) / name;
  if (std::filesystem::exists(path)) return path.string();
  std::cout << "SKIPPED: " << name << " is not beside the project\n";
  return {};
}

}  // namespace seqlab::tests
