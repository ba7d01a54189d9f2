#include "check/mend.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/errors.h"
#include "check/label_check.h"
#include "check/row_check.h"
#include "corpus/columns/columns.h"
#include "corpus/lines.h"
#include "corpus/schemes/tag_scheme.h"
#include "corpus/writer.h"
#include "io/line_reader.h"
#include "text/utf8.h"

namespace seqlab::check {
namespace {

using corpus::Format;

bool in_json(const FileReport& report) {
  return report.format == Format::jsonl;
}

// Whether fields may have spaces around them.
bool has_separated_fields(const FileReport& report) {
  return report.separator != 0 && report.separator != ' ';
}

bool starts_with_mark(const FileReport& report) {
  const std::vector<Finding>& marks = report.findings.kept(Kind::byte_order_mark);
  return !marks.empty() && marks.front().place.line == 1 && marks.front().place.column == 1;
}

// Whether an encoding is UTF-8, as "utf8", "UTF-8" or none.
bool is_utf8(const std::string& encoding) {
  std::string name = text::to_lower(encoding);
  std::erase_if(name, [](char c) { return c == '-' || c == '_'; });
  return name.empty() || name == "utf8";
}

// Whether sequences of labels are wrong that can be written back.
bool mends_labels(const FileReport& report) {
  const Findings& findings = report.findings;
  return (report.format == Format::conll || report.format == Format::conllu) &&
         report.style.scheme != corpus::TagScheme::none &&
         findings.count(Kind::transition) + findings.count(Kind::scheme) > 0;
}

// The lines of an input, mended one by one.
class MendedInput : public io::Input {
 public:
  MendedInput(std::unique_ptr<io::Input> input, const FileReport& report)
      : io::Input(input->name()),
        lines_(std::move(input)),
        characters_(!in_json(report)),
        fields_(has_separated_fields(report)),
        separator_(report.separator),
        columns_(report.columns),
        numbers_(report.token_numbers) {}

  std::size_t read(char* buffer, std::size_t size) override {
    while (position_ == mended_.size()) {
      std::string_view line;
      if (!lines_.next(line)) return 0;
      mend_line(line);
      position_ = 0;
    }
    const std::size_t count = std::min(size, mended_.size() - position_);
    std::memcpy(buffer, mended_.data() + position_, count);
    position_ += count;
    return count;
  }

  [[nodiscard]] bool live() const override { return lines_.live(); }

 private:
  void mend_line(std::string_view line) {
    mended_.clear();
    std::string normal;
    if (characters_ && !text::is_ascii(line)) {
      normal = text::to_nfc(without_marks(line));
      line = normal;
    }
    if (fields_ && !corpus::is_blank(line) && !is_comment(line)) {
      line.remove_suffix(surplus_bytes(line, separator_, columns_));
      corpus::split_fields(line, separator_, split_);
      for (const std::string_view field : split_) {
        if (!mended_.empty() || field.data() != line.data()) mended_ += separator_;
        mended_ += trimmed_field(field, separator_);
      }
    } else {
      mended_ += line;
    }
    if (lines_.ended()) mended_ += '\n';
  }

  [[nodiscard]] bool is_comment(std::string_view line) const {
    return line.starts_with('#') && (numbers_ || line.find(separator_) == std::string_view::npos);
  }

  static std::string without_marks(std::string_view line) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    std::string result;
    for (std::size_t found = line.find(mark); found != std::string_view::npos; found = line.find(mark)) {
      result += line.substr(0, found);
      line.remove_prefix(found + mark.size());
    }
    return result += line;
  }

  io::LineReader lines_;
  bool characters_;
  bool fields_;
  char separator_;
  std::size_t columns_;
  bool numbers_;
  std::vector<std::string_view> split_;
  std::string mended_;
  std::size_t position_ = 0;
};

void copy(io::Input& input, std::ostream& output) {
  std::string block(std::size_t{1} << 16U, '\0');
  for (std::size_t count = 0; (count = input.read(block.data(), block.size())) > 0;) {
    output.write(block.data(), static_cast<std::streamsize>(count));
  }
}

// The labels as conlleval reads them; labels that mark no span in any scheme stay.
void mend_labels(corpus::Labels& labels, corpus::SchemeStyle style) {
  std::size_t repaired = 0;
  corpus::Labels mended = corpus::convert_labels(labels, style, style, &repaired);
  if (repaired == 0) return;
  for (std::size_t t = 0; t < labels.size(); ++t) {
    if (!belongs_to_scheme(labels[t], style.separator)) mended[t] = std::move(labels[t]);
  }
  labels = std::move(mended);
}

}  // namespace

bool mends(Kind kind, const FileReport& report) {
  switch (kind) {
    case Kind::line_end:
      return true;
    case Kind::byte_order_mark:
      // Those inside count as characters.
      return !in_json(report) || (starts_with_mark(report) && report.findings.count(kind) == 1);
    case Kind::not_nfc:
      return !in_json(report);
    case Kind::outer_space:
    case Kind::column_count:
      return has_separated_fields(report);
    case Kind::transition:
    case Kind::scheme:
      return mends_labels(report);
    default:
      return false;
  }
}

std::vector<Mended> mended(const FileReport& report) {
  std::vector<Mended> all;
  const Findings& findings = report.findings;
  if (!is_utf8(report.encoding))
    all.push_back({Kind::encoding, "converted from " + report.encoding + " to UTF-8"});
  for (const auto& [name, kind] : name_table(Kind{})) {
    const std::size_t count = findings.count(kind);
    if (count == 0) continue;
    if (mends(kind, report)) {
      all.push_back(
          {kind, count == 1 ? findings.kept(kind).front().message : std::to_string(count) + " places"});
    } else if (kind == Kind::byte_order_mark && starts_with_mark(report)) {
      all.push_back({kind, "the one at the start of the file"});
    }
  }
  return all;
}

void mend(std::unique_ptr<io::Input> input, const corpus::ReaderOptions& options, const FileReport& report,
          std::ostream& output) {
  if (report.findings.count(Kind::encoding) > 0) {
    const std::vector<Finding>& kept = report.findings.kept(Kind::encoding);
    throw DataError(kept.front().place, kept.front().message + " before mending the rest");
  }
  auto mended = std::make_unique<MendedInput>(corpus::in_utf8(std::move(input), options.encoding), report);
  if (!mends_labels(report)) {
    copy(*mended, output);
    return;
  }
  corpus::ReaderOptions reading = tolerant(options);
  reading.encoding.clear();
  reading.partly_labelled = true;
  reading.malformed = corpus::Malformed::skip;
  const auto reader = corpus::make_reader(std::move(mended), reading);
  corpus::WriterOptions writing;
  const bool conllu = reader->format() == Format::conllu;
  writing.format = conllu ? corpus::OutputFormat::conllu : corpus::OutputFormat::conll;
  const auto writer = corpus::make_writer(output, writing);
  std::vector<corpus::Predicted> nothing;
  for (corpus::Record record; reader->next(record);) {
    for (corpus::Sentence& sentence : record.sentences) mend_labels(sentence.gold.front(), report.style);
    nothing.resize(record.sentences.size());
    writer->write(record, nothing);
  }
  writer->finish(reader->trailing());
}

}  // namespace seqlab::check
