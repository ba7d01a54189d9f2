#include "tagger/check_report.h"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/names.h"
#include "check/findings.h"
#include "check/mend.h"
#include "corpus/reader.h"
#include "corpus/schemes/tag_scheme.h"
#include "text/utf8.h"

namespace seqlab::programs {

namespace {

using check::FileReport;
using check::Finding;
using check::Kind;
using check::Level;

// The text without control characters, which a terminal would obey.
std::string printable(std::string_view text) {
  std::string result = text::replace_invalid_utf8(text);
  for (char& c : result) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  return result;
}

bool has_scheme(const FileReport& report) {
  return report.style.scheme != corpus::TagScheme::none;
}

// "LOC 12, PER 3".
std::string counts_text(const std::vector<check::LabelCount>& counts) {
  constexpr std::size_t most = 30;
  std::string text;
  for (std::size_t i = 0; i < std::min(most, counts.size()); ++i) {
    text += (i == 0 ? "" : ", ") + counts[i].name + " " + std::to_string(counts[i].count);
  }
  return text + (counts.size() > most ? ", ..." : "");
}

std::string counted(std::size_t count, const std::string& unit) {
  return std::to_string(count) + " " + unit + (count == 1 ? "" : "s");
}

void add_line(std::string_view line, std::string& text) {
  text += printable(line);
  text += '\n';
}

void add_plan(const FileReport& report, std::string& text) {
  add_line(
      report.findings.file() +
          (report.role == check::Role::other ? "" : " (" + std::string(base::name_of(report.role)) + ")"),
      text);
  if (!report.format) return;
  add_line("  layout: " + report.plan.layout, text);
  for (const auto& [what, where] : report.plan.parts) add_line("  " + what + ": " + where, text);
  add_line("  " + counted(report.sentences, "sentence") + ", " + counted(report.tokens, "token"), text);
  if (report.labels.empty()) return;
  if (report.labelled < report.tokens) {
    add_line("  " + counted(report.tokens - report.labelled, "token") + " without a label", text);
  }
  if (has_scheme(report)) {
    add_line("  scheme: " + check::style_text(report.style), text);
    add_line("  " + counted(report.types.size(), "type") + (report.types.empty() ? "" : ": ") +
                 counts_text(report.types),
             text);
  }
  add_line("  " + counted(report.labels.size(), "label") + ": " + counts_text(report.labels), text);
}

// The kinds in order, those that have errors first.
std::vector<Kind> kinds_found(const check::Findings& findings) {
  std::vector<Kind> found;
  for (const auto& [name, kind] : name_table(Kind{})) {
    if (findings.count(kind) > 0) found.push_back(kind);
  }
  std::stable_partition(found.begin(), found.end(), [&](Kind kind) {
    const auto& kept = findings.kept(kind);
    return std::any_of(kept.begin(), kept.end(),
                       [](const Finding& one) { return one.level == Level::error; });
  });
  return found;
}

void add_findings(const check::Findings& findings, std::string& text) {
  for (const Kind kind : kinds_found(findings)) {
    const std::string name = " [" + std::string(base::name_of(kind)) + "]";
    const std::vector<Finding>& kept = findings.kept(kind);
    for (const Finding& finding : kept) {
      add_line(to_string(finding.place) + ": " + std::string(base::name_of(finding.level)) + ": " +
                   finding.message + name,
               text);
    }
    const std::size_t more = findings.count(kind) - kept.size();
    if (more > 0) add_line(findings.file() + ": ... " + std::to_string(more) + " more" + name, text);
  }
}

using Json = nlohmann::ordered_json;

Json json_of(const std::vector<check::LabelCount>& counts) {
  Json object = Json::object();
  for (const check::LabelCount& one : counts) object[one.name] = one.count;
  return object;
}

Json json_of(const FileReport& report) {
  const check::Findings& findings = report.findings;
  Json file = {{"file", findings.file()}, {"role", base::name_of(report.role)}};
  if (report.format) {
    Json parts = Json::array();
    for (const auto& [what, where] : report.plan.parts) parts.push_back({{"what", what}, {"where", where}});
    file["format"] = base::name_of(*report.format);
    file["plan"] = {{"layout", report.plan.layout}, {"parts", std::move(parts)}};
    file["sentences"] = report.sentences;
    file["tokens"] = report.tokens;
    file["labelled"] = report.labelled;
    if (!report.labels.empty()) {
      file["scheme"] = base::name_of(report.style.scheme);
      if (has_scheme(report)) file["types"] = json_of(report.types);
      file["labels"] = json_of(report.labels);
    }
  }
  Json counts = Json::object();
  for (const Kind kind : kinds_found(findings))
    counts[std::string(base::name_of(kind))] = findings.count(kind);
  file["errors"] = findings.count(Level::error);
  file["warnings"] = findings.count(Level::warning);
  file["counts"] = std::move(counts);
  return file;
}

Json json_of(const Finding& finding) {
  Json object = {{"file", finding.place.file}};
  if (finding.place.line > 0) object["line"] = finding.place.line;
  if (finding.place.column > 0) object["column"] = finding.place.column;
  object["level"] = base::name_of(finding.level);
  object["kind"] = base::name_of(finding.kind);
  object["message"] = finding.message;
  return object;
}

Json json_of(const std::vector<check::Mended>& all) {
  Json list = Json::array();
  for (const check::Mended& one : all) {
    list.push_back({{"kind", base::name_of(one.kind)}, {"where", one.where}});
  }
  return list;
}

}  // namespace

std::string check_text(std::span<const FileReport> reports) {
  std::string text;
  for (const FileReport& report : reports) {
    add_plan(report, text);
    add_findings(report.findings, text);
    if (report.findings.count(Level::error) + report.findings.count(Level::warning) == 0) {
      add_line("nothing wrong", text);
    }
  }
  return text;
}

std::string check_json(std::span<const FileReport> reports, bool fix) {
  Json files = Json::array();
  Json findings = Json::array();
  std::size_t errors = 0;
  std::size_t warnings = 0;
  for (const FileReport& report : reports) {
    files.push_back(json_of(report));
    if (fix) files.back()["mended"] = json_of(check::mended(report));
    errors += report.findings.count(Level::error);
    warnings += report.findings.count(Level::warning);
    for (const Kind kind : kinds_found(report.findings)) {
      for (const Finding& finding : report.findings.kept(kind)) findings.push_back(json_of(finding));
    }
  }
  const Json all = {{"files", std::move(files)},
                    {"errors", errors},
                    {"warnings", warnings},
                    {"findings", std::move(findings)}};
  return all.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string mended_text(const FileReport& report) {
  std::string text;
  for (const check::Mended& one : check::mended(report)) {
    add_line("mended: " + std::string(base::name_of(one.kind)) + ": " + one.where, text);
  }
  return text.empty() ? "mended: nothing; the copy is the input\n" : text;
}

bool has_errors(const FileReport& report, bool mended) {
  if (!mended) return report.findings.count(Level::error) > 0;
  const std::vector<Kind> found = kinds_found(report.findings);
  return std::any_of(found.begin(), found.end(), [&](Kind kind) {
    const auto& kept = report.findings.kept(kind);
    return !check::mends(kind, report) && std::any_of(kept.begin(), kept.end(), [](const Finding& one) {
      return one.level == Level::error;
    });
  });
}

}  // namespace seqlab::programs
