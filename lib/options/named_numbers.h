// Lists of names with a number each, as options take them.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace seqlab::options {

// "words=0.1,crf=10". An item ends at a comma, or the end, that follows `=` and a number, so that names may
// hold both signs, as features of words do: "Case=Acc,Nom=2" is one item. Throws std::invalid_argument, with
// words to stand behind the text, where an item has no name or no number, the number is below 0 or not
// finite, or a name comes twice.
std::vector<std::pair<std::string, double>> parse_named_numbers(const std::string& text);

// What is wrong with a text, empty when nothing is; for OptionInfo::problem.
std::string problem_of_named_numbers(const std::string& text);

}  // namespace seqlab::options
