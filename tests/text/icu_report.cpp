// Prints what lib/text makes of many languages, characters and encodings, a line of check sums each. Linked
// with the whole data of ICU and with the trimmed ones (lib/text/trimmed_icu.cmake), the program has to print
// the same.
#include <unicode/ucnv.h>
#include <unicode/uloc.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/errors.h"
#include "text/characters.h"
#include "text/letter_case.h"
#include "text/tokeniser.h"
#include "text/utf8.h"

namespace text = seqlab::text;

namespace {

// FNV-1a.
class Sum {
 public:
  void add(std::string_view bytes) {
    for (const char byte : bytes) add_byte(static_cast<unsigned char>(byte));
    add_byte(0);
  }
  void add(std::size_t number) { add(std::to_string(number)); }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  void add_byte(std::uint64_t byte) { value_ = (value_ ^ byte) * 0x100000001b3U; }
  std::uint64_t value_ = 0xcbf29ce484222325U;
};

void print(const char* kind, std::string_view name, const Sum& sum) {
  std::printf("%s %.*s %016llx\n", kind, static_cast<int>(name.size()), name.data(),
              static_cast<unsigned long long>(sum.value()));
}

// Languages whose words are found in a dictionary, that have rules of their own, or abbreviations that end no
// sentence where -u-ss-standard asks for that.
constexpr std::array sentences{
    "ปลาตัวนี้ว่ายน้ำเร็วมาก แต่แมวของฉันนอนอยู่บนเก้าอี้ทั้งวัน",
    "今天天气很好，我们去公园散步吧。北京大学的学生正在图书馆学习！",
    "今天天氣很好，我們去公園散步吧。臺北車站附近有許多餐廳。",
    "昨日、東京へ行って友達とラーメンを食べました。ｶﾀｶﾅとコンピューターの本も買った。",
    "한국어는 띄어쓰기가 있습니다. 서울에서 부산까지 기차를 탔어요!",
    "ကျွန်တော် မနေ့က ရန်ကုန်မြို့ကို သွားခဲ့ပါတယ်။ ရာသီဥတု သာယာပါသည်။",
    "ខ្ញុំរស់នៅទីក្រុងភ្នំពេញ ហើយរៀនភាសាខ្មែររាល់ថ្ងៃ។",
    "ຂ້ອຍມັກກິນເຂົ້າໜຽວ ແລະ ຢູ່ນະຄອນຫຼວງວຽງຈັນ.",
    "Linja-auto EU:n alueella, klo 12:30. Onko TV:ssä mitään?",
    "S:t Eriks bro är kl. 8:15 öppen; EU:s regler gäller.",
    "Πού πας; Στην Αθήνα· ο κ. Παπαδόπουλος περιμένει. Τι ώρα;",
    "Hr. Dr. Müller wohnt z. B. in der Str. 5. Er kommt am 3. Okt. um ca. 8 Uhr.",
    "M. Dupont n'est pas là. L'avion part à 8 h. env., p. ex. demain.",
    "El Sr. García y la Sra. López viven en EE.UU. desde 1999.",
    "Il sig. Rossi e il dott. Bianchi arrivano. Ecc. ecc.",
    "O Sr. Silva mora na Av. Brasil. Chegou ontem.",
    "Он жил в г. Москве на ул. Мира, т. е. недалеко. Да!",
    "Mr. Smith met Dr. Jones at 5 p.m. in Washington, D.C. They don't agree, i.e. never.",
    "‏שלום עולם! צה\"ל וארה״ב. مرحبا بالعالم، كيف حالك؟ د. أحمد "
    "هنا.",
    "नमस्ते दुनिया। यह एक परीक्षा है॥ தமிழ் மொழி.",
    "👩‍👩‍👧‍👦 🇫🇮🇸🇪 👍🏽 ❤️‍🔥 1️⃣ 🏴󠁧󠁢󠁳󠁣󠁴󠁿 "
    "test😀😀",
    "a.b@c.example https://example.org/x?y=1 3.14 1,000 don't e\u0301te\u0301 ﬁn Å ２０ ㌔ ㋿",
};

void append_code_point(std::uint32_t c, std::string& text) {
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xC0 | c >> 6);
    text += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    text += static_cast<char>(0xE0 | c >> 12);
    text += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    text += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    text += static_cast<char>(0xF0 | c >> 18);
    text += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    text += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    text += static_cast<char>(0x80 | (c & 0x3F));
  }
}

// Every character between letters and doubled, 256 a text.
std::vector<std::string> all_characters() {
  std::vector<std::string> texts;
  for (std::uint32_t first = 0; first < 0x110000; first += 256) {
    const bool surrogates = first >= 0xD800 && first < 0xE000;
    const bool empty_planes = first >= 0x40000 && first != 0xE0000 && first != 0xE0100;
    if (surrogates || empty_planes) continue;
    std::string& text = texts.emplace_back();
    for (std::uint32_t c = first; c < first + 256; ++c) {
      text += 'a';
      append_code_point(c, text);
      text += 'B';
      append_code_point(c, text);
      append_code_point(c, text);
      text += "1. ";
    }
  }
  return texts;
}

// Random words of the scripts that have dictionaries.
std::vector<std::string> random_words() {
  struct Range {
    std::uint32_t first;
    std::uint32_t count;
  };
  constexpr std::array ranges{Range{0x0E01, 90},   Range{0x0E81, 90},    Range{0x1000, 96},
                              Range{0x1780, 96},   Range{0x3041, 86},    Range{0x30A1, 90},
                              Range{0x4E00, 300},  Range{0x4E00, 20000}, Range{0xAC00, 99},
                              Range{0xFF66, 0x38}, Range{0xAC00, 11171}};
  std::vector<std::string> texts;
  std::uint64_t state = 1;
  for (int repeat = 0; repeat < 30; ++repeat) {
    for (const Range range : ranges) {
      std::string& text = texts.emplace_back();
      for (int i = 0; i < 300; ++i) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        append_code_point(range.first + static_cast<std::uint32_t>(state >> 33) % range.count, text);
      }
    }
  }
  return texts;
}

void add_sentences(const text::Tokeniser& tokeniser, std::string_view text, Sum& sum) {
  for (const text::TextSentence& sentence : tokeniser.sentences(text)) {
    sum.add("sentence");
    for (const text::TextSpan token : sentence) {
      sum.add(token.begin);
      sum.add(token.end);
    }
  }
}

std::vector<std::string> languages() {
  std::vector<std::string> names{"",
                                 "en_US",
                                 "en_US_POSIX",
                                 "en_GB",
                                 "en-u-ss-standard",
                                 "de-AT-u-ss-standard",
                                 "es-MX",
                                 "pt_PT",
                                 "zh_TW",
                                 "zh-Hant-HK",
                                 "zh_Hans",
                                 "zh-min-nan",
                                 "cmn",
                                 "iw",
                                 "no",
                                 "sr_YU",
                                 "sh",
                                 "mo",
                                 "sv-FI",
                                 "fi_FI@ss=none",
                                 "ja-u-lb-strict",
                                 "ja_JP_TRADITIONAL",
                                 "ko_KR.UTF-8",
                                 "el_POLYTON",
                                 "ru_SU",
                                 "art-lojban",
                                 "i-klingon",
                                 "x-private",
                                 "und",
                                 "und-Thai",
                                 "en-",
                                 "e",
                                 "a_very_long_name",
                                 "de__PHONEBOOK",
                                 "fr@collation=x",
                                 "it-u-ss-standard",
                                 "es-u-ss-standard",
                                 "pt-u-ss-standard",
                                 "fr-u-ss-standard",
                                 "ru-u-ss-standard",
                                 "el-u-ss-standard",
                                 "en-u-ss-none",
                                 "de-u-tz-deber",
                                 "aa_saaho",
                                 "hy_arevmda",
                                 "zh_guoyu",
                                 "C",
                                 "POSIX"};
  for (const char* const* name = uloc_getISOLanguages(); *name != nullptr; ++name) names.emplace_back(*name);
  return names;
}

void report_languages() {
  for (const std::string& language : languages()) {
    Sum sum;
    try {
      const text::Tokeniser tokeniser(language);
      sum.add(tokeniser.rules());
      for (const char* sentence : sentences) add_sentences(tokeniser, sentence, sum);
    } catch (const std::exception& error) {
      sum.add(error.what());
    }
    print("language", language, sum);
  }
}

void report_characters() {
  const std::vector<std::string> characters = all_characters();
  const std::vector<std::string> words = random_words();
  for (const char* language : {"", "en", "en_US_POSIX", "el", "fi", "ja"}) {
    const text::Tokeniser tokeniser(language);
    Sum sum;
    for (const std::string& text : characters) add_sentences(tokeniser, text, sum);
    for (const std::string& text : words) add_sentences(tokeniser, text, sum);
    print("characters", language, sum);
  }
  Sum forms;
  for (const std::string& text : characters) {
    if (text::find_invalid_utf8(text)) continue;
    forms.add(text::to_nfc(text));
    forms.add(text::to_lower(text));
    forms.add(text::in_case(text, text::LetterCase::upper));
    forms.add(text::in_case(text, text::LetterCase::title));
    for (const std::string_view cluster : text::split_characters(text, text::CharacterUnit::cluster)) {
      forms.add(cluster);
    }
  }
  print("forms", "all", forms);
}

// All bytes, all pairs, pairs behind the lead bytes of longer characters, and what switches between sets.
std::string all_bytes() {
  std::string bytes;
  for (int first = 0; first < 256; ++first) {
    bytes += static_cast<char>(first);
    bytes += '\n';
    for (int second = 0x20; second < 256; ++second) {
      bytes += static_cast<char>(first);
      bytes += static_cast<char>(second);
      bytes += '\n';
    }
  }
  for (const char* lead : {"\x8E\xA1", "\x8E\xA2", "\x8F", "\x81\x30", "\x90\x30", "+", "~{"}) {
    for (int first = 0x21; first < 256; ++first) {
      for (int second = 0x21; second < 256; ++second) {
        bytes += lead;
        bytes += static_cast<char>(first);
        bytes += static_cast<char>(second);
      }
      bytes += '\n';
    }
  }
  for (const char* escape :
       {"\x1B$B", "\x1B$@", "\x1B$(D", "\x1B(J", "\x1B(I", "\x1B$A", "\x1B$(C", "\x1B$)C\x0E", "\x1B$)A\x0E",
        "\x1B$)G\x0E", "\x1B.A\x1BN", "\x1B.F\x1BN", "\x1B%G", "\x0E"}) {
    for (int first = 0x21; first < 0x7F; ++first) {
      bytes += escape;
      for (int second = 0x21; second < 0x7F; ++second) {
        bytes += static_cast<char>(first);
        bytes += static_cast<char>(second);
      }
      bytes += "\x0F\x1B(B\n";
    }
  }
  return bytes;
}

void report_encoding(const std::string& name, std::string_view bytes) {
  Sum sum;
  try {
    text::Transcoder transcoder(name);
    // For some encodings ICU reads all that it is given after every error.
    constexpr std::size_t chunk = 4096;
    for (; bytes.size() > chunk; bytes.remove_prefix(chunk))
      sum.add(transcoder.convert(bytes.substr(0, chunk), false));
    sum.add(transcoder.convert(bytes, true));
  } catch (const std::exception& error) {
    sum.add(error.what());
  }
  print("encoding", name, sum);
}

void report_encodings() {
  const std::string bytes = all_bytes();
  for (std::int32_t i = 0; i < ucnv_countAvailable(); ++i) {
    const std::string name = ucnv_getAvailableName(i);
    report_encoding(name, bytes);
    Sum aliases;
    UErrorCode status = U_ZERO_ERROR;
    const std::uint16_t count = ucnv_countAliases(name.c_str(), &status);
    for (std::uint16_t alias = 0; alias < count; ++alias)
      aliases.add(ucnv_getAlias(name.c_str(), alias, &status));
    print("aliases", name, aliases);
  }
  for (const char* name :
       {"latin-1", "latin1", "cp1252", "UTF-16", "utf16le", "UTF-32", "UTF-7", "SCSU", "BOCU-1", "CESU-8",
        "IMAP-mailbox-name", "ISO-2022-JP-2", "ISO-2022-KR", "ISO-2022-CN-EXT", "HZ", "x-mac-roman",
        "ISO-8859-8,swaplfnl", "ibm-37,swaplfnl", "none-such"}) {
    report_encoding(name, bytes);
  }
}

}  // namespace

int main() {
  report_languages();
  report_characters();
  report_encodings();
}
