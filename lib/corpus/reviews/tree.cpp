#include "corpus/reviews/tree.h"

#include <algorithm>
#include <string>

namespace seqlab::corpus {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

class TreeParser {
 public:
  TreeParser(std::string_view line, const Place& place) : line_(line), place_(place) {}

  Tree parse() {
    skip_spaces();
    if (at_ == line_.size() || line_[at_] != '(') fail(at_, "no bracket at the start of a tree");
    do {
      step();
      skip_spaces();
    } while (!open_.empty() && at_ < line_.size());
    if (!open_.empty()) {
      fail(line_.size(), "the line ends inside the tree; " + std::to_string(open_.size()) +
                             " brackets are open, the last since column " +
                             std::to_string(open_.back().column));
    }
    if (at_ < line_.size()) {
      fail(at_, line_[at_] == ')' ? "a closing bracket without an opening one" : "text after the tree");
    }
    return std::move(tree_);
  }

 private:
  struct Open {
    std::size_t node;    // in tree_.nodes
    std::size_t column;  // from 1
    bool word = false;   // it is a leaf
  };

  [[noreturn]] void fail(std::size_t at, const std::string& message) const {
    throw DataError({place_.file, place_.line, at + 1},
                    message + "; a line holds one tree, such as (3 (2 It) (4 works))");
  }

  void skip_spaces() {
    while (at_ < line_.size() && is_space(line_[at_])) ++at_;
  }

  // Reads a label or a word, up to a space or bracket.
  std::string_view take_text() {
    const std::size_t begin = at_;
    while (at_ < line_.size() && !is_space(line_[at_]) && line_[at_] != '(' && line_[at_] != ')') ++at_;
    return line_.substr(begin, at_ - begin);
  }

  // Reads a bracket or a word.
  void step() {
    if (line_[at_] == '(') {
      open_node();
    } else if (line_[at_] == ')') {
      close_node();
    } else {
      add_word();
    }
  }

  void open_node() {
    if (!open_.empty() && open_.back().word)
      fail(at_, "a bracket after a word; a node has one word or other nodes");
    const std::size_t column = ++at_;
    const std::string_view label = take_text();
    if (label.empty()) fail(at_, "no label after the bracket");
    open_.push_back({tree_.nodes.size(), column});
    tree_.nodes.push_back({label, tree_.tokens.size(), tree_.tokens.size()});
  }

  void close_node() {
    Tree::Node& node = tree_.nodes[open_.back().node];
    node.end = tree_.tokens.size();
    if (node.begin == node.end) fail(at_, "a node without a word");
    open_.pop_back();
    ++at_;
  }

  void add_word() {
    Open& node = open_.back();
    if (tree_.nodes[node.node].begin < tree_.tokens.size()) {
      fail(at_, "text after the word of a node; a node has one word or other nodes");
    }
    node.word = true;
    tree_.tokens.push_back(take_text());
  }

  std::string_view line_;
  const Place& place_;
  std::size_t at_ = 0;
  Tree tree_;
  std::vector<Open> open_;
};

}  // namespace

Tree parse_tree(std::string_view line, const Place& line_place) {
  return TreeParser(line, line_place).parse();
}

bool looks_like_tree(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos || line[begin] != '(') return false;
  const std::size_t label_end = line.find_first_of(" \t()", begin + 1);
  return label_end != std::string_view::npos && label_end > begin + 1 && is_space(line[label_end]) &&
         line[line.find_last_not_of(" \t")] == ')';
}

}  // namespace seqlab::corpus
