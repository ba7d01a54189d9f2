// Finds out which columns of a table, or keys of JSON objects, hold the texts and the labels: by their names
// and by what they hold. Labels are few distinct values, texts are long and mostly distinct; identifiers,
// dates and constant columns are neither.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seqlab::corpus {

using FieldRows = std::vector<std::vector<std::string>>;

// With fewer records than these, what columns hold does not tell labels from texts.
constexpr std::size_t few_records = 10;

struct ColumnRoles {
  std::optional<std::size_t> text;   // from 0
  std::optional<std::size_t> label;  // from 0
};

// The column with a usual name of texts / of labels, whatever its case; of several, that with the more usual
// name.
std::optional<std::size_t> usual_text_column(const std::vector<std::string>& names);
std::optional<std::size_t> usual_label_column(const std::vector<std::string>& names);

// A name of a column in lower case, without surrounding spaces.
std::string plain_name(std::string_view name);

// Which of several usual names counts: the most usual, or none, so that what the columns hold decides.
enum class UsualNames { first, only };

// Fills in the roles that are missing, as far as they are clear: from the names (empty if there are none),
// from the records, and for fewer than few_records records without usual names by order, label before text,
// unless the text would be numbers, dates, a constant or single words, and another column has texts.
// `labels`: whether a column of labels is wanted. Every row has as many fields as the others.
ColumnRoles find_roles(const std::vector<std::string>& names, const FieldRows& rows, ColumnRoles known,
                       bool labels, UsualNames usual = UsualNames::first);

// Whether `first` names the columns whose further records are `rows`: it has usual names, which the records
// do not have there, or it differs from what its columns hold. `often`: the format often has a header, so
// that one usual name will do.
bool is_header(const std::vector<std::string>& first, const FieldRows& rows, bool often);

// Whether values are few, short and repeated, as labels are.
bool are_labels(const std::vector<std::string_view>& values);

// "1 (id: 7), 2 (text: a film)": the columns with their names, if there are any, and first values.
std::string described_columns(const std::vector<std::string>& names, const FieldRows& rows);

}  // namespace seqlab::corpus
