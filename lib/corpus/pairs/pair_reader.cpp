#include "corpus/pairs/pair_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "corpus/columns/columns.h"
#include "corpus/json/json_object.h"
#include "corpus/json/json_scan.h"
#include "corpus/json/vector_lines.h"
#include "corpus/lines.h"
#include "corpus/reader.h"
#include "corpus/readers.h"
#include "text/ascii.h"

namespace seqlab::corpus {

namespace {

// Lines that are looked at to recognise a format: comments may come first.
constexpr std::size_t most_looked_at = 100;

bool is_pair_object(std::string_view line) {
  const std::string_view text = without_outer_spaces(line);
  return text.size() > 1 && text.front() == '{' && text.back() == '}';
}

bool is_conllu_row(std::string_view line) {
  constexpr std::ptrdiff_t columns = 10;
  return !line.empty() && text::is_digit(line.front()) && std::ranges::count(line, '\t') == columns - 1;
}

PairFormat recognised(Lines& lines) {
  for (std::size_t ahead = 0; ahead < most_looked_at; ++ahead) {
    const Line* const line = lines.peek(ahead);
    if (line == nullptr) break;
    if (is_blank(line->text)) continue;
    if (is_pair_object(line->text)) return PairFormat::jsonl;
    if (is_conllu_row(line->text)) return PairFormat::conllu;
    const bool comment = line->text.starts_with('#') && line->text.find('\t') == std::string_view::npos;
    if (!comment) break;
  }
  return PairFormat::lines;
}

// Calls tag(text, position) for each part of a text that bars separate.
template <class Tag>
void each_tag(std::string_view text, const Tag& tag) {
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('|', begin), text.size());
    tag(text.substr(begin, end - begin), begin);
    begin = end + 1;
  }
}

class LinePairReader : public PairReader {
 public:
  explicit LinePairReader(Lines lines) : lines_(std::move(lines)) {}

  bool next(PairRecord& record) override {
    Line line;
    if (!lines_.next(line)) return false;
    record = {.pairs = {}, .text = std::string(line.text), .sentence = {}};
    if (is_blank(line.text)) return true;
    Pair& pair = record.pairs.emplace_back();
    pair.place = lines_.place(line, 0);
    std::vector<std::string_view> fields;
    split_fields(line.text, '\t', fields);
    constexpr std::size_t most_fields = 3;
    const auto at = [&](std::string_view part) {
      return lines_.place(line, static_cast<std::size_t>(part.data() - line.text.data()));
    };
    if (fields.size() > most_fields) {
      throw DataError(at(fields[most_fields]), "the line has " + std::to_string(fields.size()) +
                                                   " fields; a pair is source, target and tags, with a tab "
                                                   "between them and | between tags");
    }
    pair.source.text = fields[0];
    if (fields.size() > 1) pair.target = fields[1];
    if (fields.size() < most_fields || fields[2].empty()) return true;
    each_tag(fields[2], [&](std::string_view tag, std::size_t /*position*/) {
      if (tag.empty()) throw DataError(at(tag), "a tag is empty; | separates tags");
      pair.source.tags.emplace_back(tag);
    });
    return true;
  }
  [[nodiscard]] bool buffered() override { return lines_.buffered(); }
  [[nodiscard]] PairFormat format() const override { return PairFormat::lines; }

 private:
  Lines lines_;
};

class ConlluPairReader : public PairReader {
 public:
  ConlluPairReader(Lines lines, const PairOptions& options) {
    ReaderOptions reading;
    reading.word_column = options.source.front();
    reading.feature_columns.assign(options.source.begin() + 1, options.source.end());
    reading.label_columns = {options.target};
    reading.partly_labelled = true;
    reader_ = make_conllu_reader(std::move(lines), reading);
  }

  bool next(PairRecord& record) override {
    record = {};
    if (!reader_->next(record.sentence)) return false;
    for (const Sentence& sentence : record.sentence.sentences) {
      for (std::size_t word = 0; word < sentence.size(); ++word) {
        Pair& pair = record.pairs.emplace_back();
        pair.place = sentence.place(word);
        pair.source.text = sentence.words[word];
        for (const Labels& values : sentence.features) {
          if (values[word].empty() || values[word] == "_") continue;
          each_tag(values[word], [&](std::string_view tag, std::size_t /*position*/) {
            if (!tag.empty()) pair.source.tags.emplace_back(tag);
          });
        }
        const std::string& target = sentence.gold.front()[word];
        if (!target.empty()) {
          pair.target = target;
        } else if (pair.source.text == "_") {
          pair.target = "_";
        }
      }
    }
    return true;
  }
  [[nodiscard]] bool buffered() override { return reader_->record_buffered(); }
  [[nodiscard]] PairFormat format() const override { return PairFormat::conllu; }
  [[nodiscard]] std::string trailing() const override { return reader_->trailing(); }

 private:
  std::unique_ptr<RecordReader> reader_;
};

class JsonPairReader : public PairReader {
 public:
  explicit JsonPairReader(Lines lines) : lines_(std::move(lines)) {}

  bool next(PairRecord& record) override {
    Line line;
    do {
      if (!lines_.next(line)) return false;
    } while (is_blank(line.text));
    const JsonObject object(std::string(line.text), lines_.place(line, 0));
    record = {.pairs = {}, .text = object.text(), .sentence = {}};
    Pair& pair = record.pairs.emplace_back();
    // The place of the value of a key, or of the object.
    const auto at = [&](const std::string& key) {
      std::size_t position = 0;
      each_member(line.text, line.text.find('{'), [&](std::string_view name, std::string_view value) {
        if (name == key) position = static_cast<std::size_t>(value.data() - line.text.data());
        return false;
      });
      return lines_.place(line, position);
    };
    pair.place = at("source");
    const nlohmann::json* const source = object.find("source");
    if (source == nullptr) throw DataError(pair.place, "the object has no key source");
    read_source(*source, pair);
    if (const nlohmann::json* const target = object.find("target"); target != nullptr && !target->is_null()) {
      if (!target->is_string()) throw DataError(at("target"), "the target is not a text");
      pair.target = target->get<std::string>();
    }
    if (const nlohmann::json* const tags = object.find("tags"); tags != nullptr && !tags->is_null()) {
      read_tags(*tags, at("tags"), pair.source);
    }
    return true;
  }
  [[nodiscard]] bool buffered() override { return lines_.buffered(); }
  [[nodiscard]] PairFormat format() const override { return PairFormat::jsonl; }

 private:
  void read_source(const nlohmann::json& value, Pair& pair) {
    Source& source = pair.source;
    if (!value.is_string() && !value.is_array()) {
      throw DataError(pair.place, "the source is neither a text nor a list of vectors");
    }
    source.vectors = value.is_array();
    if (read_any_ && source.vectors != vectors_) {
      throw DataError(pair.place, source.vectors ? "the source is vectors; those before it are text"
                                                 : "the source is text; those before it are vectors");
    }
    read_any_ = true;
    vectors_ = source.vectors;
    if (value.is_string()) {
      source.text = value.get<std::string>();
      return;
    }
    for (std::size_t i = 0; i < value.size(); ++i) read_vector(value[i], i, pair);
    source.width = source.numbers.empty() ? 0 : width_;
  }

  void read_vector(const nlohmann::json& vector, std::size_t number, Pair& pair) {
    const auto fail = [&](const std::string& what) {
      throw DataError(pair.place, "vector " + std::to_string(number + 1) + " of the source " + what);
    };
    append_numbers(vector, width_, pair.source.numbers, fail);
  }

  static void read_tags(const nlohmann::json& tags, const Place& place, Source& source) {
    if (source.vectors) throw DataError(place, "there are tags, but the source is vectors");
    if (!tags.is_array()) throw DataError(place, "the tags are not a list of texts");
    for (const nlohmann::json& tag : tags) {
      if (!tag.is_string()) throw DataError(place, "the tags are not a list of texts");
      if (tag.get_ref<const std::string&>().empty()) throw DataError(place, "a tag is empty");
      source.tags.push_back(tag.get<std::string>());
    }
  }

  Lines lines_;
  bool read_any_ = false;
  bool vectors_ = false;
  std::size_t width_ = 0;
};

void read_file(const std::string& file, const PairOptions& options,
               const std::function<void(const std::string&)>& note, std::vector<Pair>& pairs) {
  const auto reader = make_pair_reader(io::open_input(file), options);
  const std::size_t before = pairs.size();
  std::size_t without_target = 0;
  PairRecord record;
  while (reader->next(record)) {
    for (Pair& pair : record.pairs) {
      if (pair.target) {
        pairs.push_back(std::move(pair));
      } else if (reader->format() == PairFormat::conllu) {
        ++without_target;
      } else {
        throw DataError(pair.place, reader->format() == PairFormat::lines
                                        ? "the line has no target; a tab separates it from the source"
                                        : "the object has no target");
      }
    }
  }
  if (pairs.size() == before) throw DataError({file}, "there are no pairs of source and target");
  note(file + ": " + std::string(base::name_of(reader->format())) + ", " +
       std::to_string(pairs.size() - before) + " pairs" +
       (without_target > 0 ? "; " + std::to_string(without_target) + " words without a target are left out"
                           : ""));
}

}  // namespace

std::unique_ptr<PairReader> make_pair_reader(std::unique_ptr<io::Input> input, const PairOptions& options) {
  Lines lines(std::move(input), options.encoding, options.replace_invalid);
  refuse_carriage_returns(lines);
  const PairFormat format = options.format == PairFormat::automatic ? recognised(lines) : options.format;
  if (format == PairFormat::conllu) return std::make_unique<ConlluPairReader>(std::move(lines), options);
  if (format == PairFormat::jsonl) return std::make_unique<JsonPairReader>(std::move(lines));
  return std::make_unique<LinePairReader>(std::move(lines));
}

std::vector<Pair> read_pairs(std::span<const std::string> files, const PairOptions& options,
                             const std::function<void(const std::string&)>& note) {
  std::vector<Pair> pairs;
  for (const std::string& file : files) {
    const std::size_t before = pairs.size();
    read_file(file, options, note, pairs);
    const Pair& first = pairs.front();
    const Pair& other = pairs[before];
    if (first.source.vectors != other.source.vectors) {
      throw DataError(other.place, std::string("the source is ") +
                                       (other.source.vectors ? "vectors" : "text") + "; those of " +
                                       first.place.file + " are not");
    }
  }
  return pairs;
}

}  // namespace seqlab::corpus
