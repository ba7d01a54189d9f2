// UTF-8 and what is found in texts: characters, words, tokens and sentences.
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/fuzz.h"
#include "text/characters.h"
#include "text/tokeniser.h"
#include "text/utf8.h"
#include "text/word_shape.h"
#include "text/zero_width.h"

using namespace seqlab;
using fuzz::require;

namespace {

void check_units(const std::string& text) {
  for (const text::OffsetUnit unit :
       {text::OffsetUnit::codepoint, text::OffsetUnit::byte, text::OffsetUnit::utf16}) {
    const text::OffsetMap map(text, unit);
    for (std::size_t byte = 0; byte < text.size();) {
      const std::size_t offset = map.from_byte(byte);
      require(map.to_byte(offset) == byte, "an offset is that of its byte");
      text::next_code_point(text, byte);
      require(map.from_byte(byte) > offset, "offsets grow");
    }
    require(!map.to_byte(map.from_byte(text.size()) + 1), "there is no offset past the end");
  }
}

void check_forms(const std::string& text) {
  const std::string composed = text::to_nfc(text);
  require(text::is_nfc(composed) && text::to_nfc(composed) == composed, "form C stays");
  require((composed == text) == text::is_nfc(text), "form C is recognised");
  require(!text::find_invalid_utf8(text::to_lower(text)), "lower case is UTF-8");
  const std::string visible = text::without_zero_width(text);
  require(text::has_zero_width(text) == (visible != text), "signs without width are recognised");
  for (const auto unit : {text::CharacterUnit::codepoint, text::CharacterUnit::cluster}) {
    std::string joined;
    for (const std::string_view character : text::split_characters(text, unit)) joined += character;
    require(joined == text, "the characters of a word are the word");
    require(text.starts_with(text::prefix(text, 3, unit)) && text.ends_with(text::suffix(text, 3, unit)),
            "a word begins with its prefix and ends with its suffix");
  }
  for (const char sign : text::word_shape(text, 4)) require(sign >= ' ' && sign <= '~', "a shape is ASCII");
}

// All but white space and signs without width is in tokens, in order.
void check_tokens(const text::Tokeniser& tokeniser, const std::string& text) {
  text::TextSentence joined;
  for (const text::TextSentence& sentence : tokeniser.sentences(text)) {
    require(!sentence.empty(), "a sentence has tokens");
    joined.insert(joined.end(), sentence.begin(), sentence.end());
  }
  require(joined == tokeniser.tokens(text), "sentences have the tokens of the text");
  std::string tokens;
  std::string between;
  std::size_t end = 0;
  for (const text::TextSpan token : joined) {
    require(end <= token.begin && token.begin < token.end && token.end <= text.size(), "tokens are in order");
    between += text.substr(end, token.begin - end);
    tokens += text.substr(token.begin, token.end - token.begin);
    end = token.end;
  }
  between += text.substr(end);
  require(!text::find_invalid_utf8(tokens), "tokens consist of whole characters");
  require(tokeniser.tokens(between).empty(), "no token is between tokens");
}

void check_conversion(const std::string& bytes) {
  for (const char* encoding : {"windows-1252", "Shift_JIS", "UTF-16BE"}) {
    text::Transcoder whole(encoding);
    const std::string converted = whole.convert(bytes, true);
    require(!text::find_invalid_utf8(converted), "what is converted is UTF-8");
    text::Transcoder pieces(encoding);
    std::string joined;
    for (std::size_t at = 0; at < bytes.size(); at += 3) joined += pieces.convert(bytes.substr(at, 3), false);
    joined += pieces.convert("", true);
    require(joined == converted, "pieces are converted as the whole");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const text::Tokeniser tokenisers[] = {text::Tokeniser("en"), text::Tokeniser("de"),
                                               text::Tokeniser("th")};
  fuzz::Input input(data, size);
  const text::Tokeniser& tokeniser = tokenisers[input.choose(3)];
  const std::string bytes = input.text();
  check_conversion(bytes);
  const std::string text = text::replace_invalid_utf8(bytes);
  require(!text::find_invalid_utf8(text), "replaced bytes are UTF-8");
  require((text == bytes) == !text::find_invalid_utf8(bytes), "only invalid bytes are replaced");
  check_units(text);
  check_forms(text);
  check_tokens(tokeniser, text);
  return 0;
}
