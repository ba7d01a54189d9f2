#include "corpus/reviews/csv.h"

#include <memory>
#include <string>
#include <vector>

#include "catch.h"
#include "corpus/reviews/reviews.h"
#include "error_message.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;
using Words = std::vector<std::string>;

namespace {

CsvRecords records_of(const std::string& text, char delimiter = ',') {
  return {Lines(io::memory_input(text, "file"), "", false), CsvDialect{delimiter}};
}

// The fields of all records.
std::vector<Words> fields_of(const std::string& text, CsvDialect dialect) {
  CsvRecords records(Lines(io::memory_input(text, "file"), "", false), dialect);
  std::vector<Words> result;
  for (CsvRecord record; records.next(record);) result.push_back(split_csv(record, dialect, "file"));
  return result;
}

std::vector<Words> fields_of(const std::string& text, char delimiter = ',') {
  return fields_of(text, CsvDialect{delimiter});
}

ReviewOptions options_of(bool labels = true) {
  ReviewOptions options;
  options.format = ReviewFormat::csv;
  options.tokens = TextTokens::spaces;
  options.labels = labels;
  return options;
}

std::vector<Review> read(const std::string& text, const ReviewOptions& options = options_of()) {
  const auto reader = make_review_reader(io::memory_input(text, "file"), options);
  std::vector<Review> reviews;
  for (Review review; reader->next(review);) reviews.push_back(review);
  return reviews;
}

template <typename Error>
std::string failure(const std::string& text, const ReviewOptions& options = options_of()) {
  return tests::error_message<Error>([&] { read(text, options); });
}

}  // namespace

TEST_CASE(
    "fields of CSV are separated by delimiters, and quoted if they contain one, a quote or a line end") {
  CHECK(fields_of("a,b\r\n\"c,d\",\"e\"\"f\"\n\"g\r\nh\",\n\n,\"\"\nlast") ==
        std::vector<Words>{{"a", "b"}, {"c,d", "e\"f"}, {"g\r\nh", ""}, {"", ""}, {"last"}});
  CHECK(fields_of("a;\"b;c\";d,e\n", ';') == std::vector<Words>{{"a", "b;c", "d,e"}});
  CHECK(fields_of("a\t5\" disk \"x\"\n", '\t') == std::vector<Words>{{"a", "5\" disk \"x\""}});
  CHECK(fields_of("\"\"\"\"\n\"\"\"a\"\"\"") == std::vector<Words>{{"\""}, {"\"a\""}});
  CHECK(fields_of("").empty());
}

TEST_CASE("records of CSV know the line where they start") {
  CsvRecords records = records_of("\"a\nb\"\n\n\"c\nd\ne\"\nf\n");
  std::vector<std::size_t> lines;
  std::vector<std::string> texts;
  for (CsvRecord record; records.next(record);) {
    lines.push_back(record.line);
    texts.push_back(record.text);
  }
  CHECK(lines == std::vector<std::size_t>{1, 4, 7});
  CHECK(texts == Words{"\"a\nb\"", "\"c\nd\ne\"", "f"});
}

TEST_CASE("a field of CSV knows where it begins") {
  const CsvRecord record{"a,\"b,\nc\",,d", 3};
  const auto place = [&](std::size_t field) { return to_string(place_of_field(record, {}, field, "file")); };
  CHECK(place(0) == "file:3:1");
  CHECK(place(1) == "file:3:3");
  CHECK(place(2) == "file:4:4");
  CHECK(place(3) == "file:4:5");
  CHECK(to_string(place_of_field({"\xEF\xBB\xBFx\t2", 1}, {'\t', CsvQuotes::none}, 1, "")) == ":1:6");
}

TEST_CASE("a quote that is not closed is an error with its place") {
  const auto message = [](const std::string& text) {
    return tests::error_message<DataError>([&] { fields_of(text); });
  };
  CHECK(contains(message("a,b\nc,\"d\ne,f\n"), "file:2:3: the quote that starts a field here is not closed"));
  CHECK(contains(message("\"a\nb\",\"c"), "file:2:4: the quote"));
  CHECK(contains(message("a,\"b\"c\n"), "file:1:6: text after the closing quote"));
  CHECK(contains(message("a,\"b\nc\" ,d\n"), "file:2:3: text after the closing quote"));
  CHECK(contains(tests::error_message<DataError>([] {
                   split_csv({"\"a", 3}, {}, "file");
                 }),
                 "file:3:3: the record ends inside"));
}

TEST_CASE("a record that does not end is an error before it fills memory") {
  // Lines without end, of which a reader may hold the record alone.
  class Endless : public io::Input {
   public:
    Endless() : Input("file") {}
    std::size_t read(char* buffer, std::size_t size) override {
      for (std::size_t i = 0; i < size; ++i) buffer[i] = (given_ + i) % 1000 == 999 ? '\n' : 'x';
      if (given_ == 0) buffer[0] = '"';
      given_ += size;
      return size;
    }

   private:
    std::size_t given_ = 0;
  };
  CsvRecords records(Lines(std::make_unique<Endless>(), "", false), {});
  CsvRecord record;
  CHECK(contains(tests::error_message<DataError>([&] { records.next(record); }),
                 "file:1:1: the quote that starts a field here is not closed within"));
}

TEST_CASE("the delimiter is the most frequent one outside quotes") {
  CHECK(find_csv_delimiter("a,b;c,d") == ',');
  CHECK(find_csv_delimiter("a;b\",,,\"") == ';');
  CHECK(find_csv_delimiter("label\ttext, long") == ',');
  CHECK(find_csv_delimiter("label\ttext") == '\t');
  CHECK(find_csv_delimiter("text") == ',');
}

TEST_CASE("quotes may be ordinary characters, or be escaped by backslashes") {
  CHECK(fields_of("a\t\"b\" c\n\"d\te\n", {'\t', CsvQuotes::none}) ==
        std::vector<Words>{{"a", "\"b\" c"}, {"\"d", "e"}});
  const CsvDialect backslash{',', CsvQuotes::backslash};
  CHECK(fields_of("\"a \\\"b\\\", \"\"c\"\" \\\\\",d\\\"e\n", backslash) ==
        std::vector<Words>{{"a \"b\", \"c\" \\", "d\\\"e"}});
  CHECK(fields_of("\"a\\tb\n\\\"\",\"\"\n", backslash) == std::vector<Words>{{"a\\tb\n\"", ""}});
}

TEST_CASE("of a record that does not end only the first line is lost") {
  CsvRecords records(Lines(io::memory_input("a,\"b\nc,d\r\n\"e\nf\",g\nh,\"i\n", "file"), "", false), {},
                     Malformed::skip);
  std::vector<std::string> texts;
  std::vector<std::size_t> lines;
  for (CsvRecord record; records.next(record);) {
    texts.push_back(record.text);
    lines.push_back(record.line);
  }
  CHECK(texts == Words{"a,\"b\nc,d\r\n\"e", "f\",g", "h,\"i"});
  CHECK(lines == std::vector<std::size_t>{1, 4, 5});
  CsvRecords last(Lines(io::memory_input("a,\"b\nc,d\n\ne,f", "file"), "", false), {}, Malformed::skip);
  texts.clear();
  for (CsvRecord record; last.next(record);) texts.push_back(record.text);
  CHECK(texts == Words{"a,\"b", "c,d", "e,f"});
}

TEST_CASE("a field is quoted only if necessary") {
  CHECK(csv_field("a b", {','}) == "a b");
  CHECK(csv_field("a,b", {','}) == "\"a,b\"");
  CHECK(csv_field("a,b", {';'}) == "a,b");
  CHECK(csv_field("a\"b\n", {';'}) == "\"a\"\"b\n\"");
  CHECK(csv_field("a\"b", {'\t', CsvQuotes::none}) == "a\"b");
  CHECK(csv_field("a\\\"b", {'\t', CsvQuotes::backslash}) == "\"a\\\\\\\"b\"");
}

TEST_CASE(
    "columns of reviews are found by usual names, by names and numbers that are given, or label before "
    "text") {
  for (const std::string text : {"pos,good film\n", "Label,Text\npos,good film\n",
                                 "id,review,sentiment\n7,good film,pos\n", "sentence;stars\ngood film;pos\n",
                                 " TEXT \tx\ngood film\tpos\n", "\xEF\xBB\xBFpos,\"good\r\nfilm\"\r\n"}) {
    CAPTURE(text);
    const auto reviews = read(text);
    REQUIRE(reviews.size() == 1);
    CHECK(reviews[0].label == "pos");
    CHECK(reviews[0].tokens == Words{"good", "film"});
    CHECK(reviews[0].format == ReviewFormat::csv);
  }
  auto options = options_of();
  options.text_column = "3";
  options.label_column = "2";
  CHECK(read("a,pos,good\n", options)[0].label == "pos");
  options.text_column = "1";
  CHECK(read("good,pos,a\n", options)[0].text == "good");
  options.text_column = "body Of it";
  options.label_column = "mark";
  CHECK(read("x,mark,Body of it\n1,pos,good\n", options)[0].text == "good");
  options = options_of();
  options.delimiter = '\t';
  CHECK(read("a,b,c\tgood\n", options)[0].label == "a,b,c");
}

TEST_CASE(
    "columns that are not there are errors of usage, records of another length are errors of the data") {
  auto options = options_of();
  options.text_column = "text";
  CHECK(
      contains(failure<UsageError>("a,b\n", options), "no column 'text'; the first record has 1 (a), 2 (b)"));
  options.text_column = "3";
  CHECK(contains(failure<UsageError>("a,b\n", options), "no column 3 for the text"));
  options.text_column = "1";
  options.label_column = "1";
  CHECK(contains(failure<UsageError>("a,b\n", options), "both text and label"));
  CHECK(contains(failure<DataError>("text,x,y\na,b,c\n"),
                 "it is not clear which column holds the labels; choose with --text-column and "
                 "--label-column from 1 (text: a), 2 (x: b), 3 (y: c)"));
  CHECK(contains(failure<DataError>("good\n"), "not clear which column holds the labels"));
  CHECK(contains(failure<DataError>("0,a\n\n1,b,c\n"), "file:3: the record has 3 columns, not 2;"));
  CHECK(contains(failure<DataError>("0,a\n,b\n"), "file:2: no label; it belongs in column 1"));
  CHECK(contains(failure<DataError>("0,\"a\nb\"\n1,caf\xE9\n"), "file:3:6: byte 0xE9"));
  options = options_of();
  options.format = ReviewFormat::tsv;
  options.delimiter = ';';
  CHECK(contains(failure<UsageError>("0\ta\n", options), "--delimiter is for CSV; this is read as tsv"));
}

TEST_CASE("CSV without labels has its text in the named column, the only one or the second") {
  CHECK(read("good film\n", options_of(false))[0].text == "good film");
  CHECK(read("7,good film\n", options_of(false))[0].text == "good film");
  const auto reviews = read("text,id\n\"good, film\",7\n", options_of(false));
  CHECK(reviews[0].text == "good, film");
  CHECK(read("", options_of(false)).empty());
}

TEST_CASE("a file is CSV by its name, and its first record is the header if it has names") {
  const auto reader_of = [](const std::string& name, const std::string& text) {
    ReviewOptions options = options_of();
    options.format = ReviewFormat::automatic;
    return make_review_reader(io::memory_input(text, name), options);
  };
  CHECK(reader_of("a.csv", "x\ty\n")->format() == ReviewFormat::csv);
  CHECK(reader_of("a.csv.gz", "x,y\n")->format() == ReviewFormat::csv);
  CHECK(reader_of("a.txt", "x,y\n")->format() == ReviewFormat::space);
  CHECK(reader_of("a.csv", "label;text\n0;a\n")->header() == "label;text");
  CHECK(reader_of("a.csv", "label;text\n0;a\n")->dialect()->delimiter == ';');
  CHECK(reader_of("a.csv", "0;a\n")->header().empty());
}
