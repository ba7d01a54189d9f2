// How a score is printed and compared, by its name.
#pragma once

#include <string>
#include <string_view>

namespace seqlab::evaluation {

// A score is a share of what could be right, between 0 and 1, unless it is one of the measures below: bits a
// symbol, perplexity (language models); mase, mae, rmse (forecasts); error_rate (transducers). Of these, less
// is better.
bool is_share(std::string_view name);

// The score, so that more is better.
double quality(std::string_view name, double score);

// Shares in percent, with two digits; others with four.
std::string print_score(std::string_view name, double score);

}  // namespace seqlab::evaluation
