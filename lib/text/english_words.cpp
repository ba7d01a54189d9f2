#include "text/english_words.h"

#include <unordered_map>
#include <unordered_set>

namespace seqlab::text {
namespace {

using Words = std::unordered_set<std::string_view>;

}  // namespace

Abbreviation abbreviation(std::string_view word) {
  static const Words never = {"adm",  "apr", "aug",    "arrv", "attn",  "brig", "capt",  "cf",  "cmdr", "col",
                              "conf", "cpl", "dec",    "dr",   "e.g",   "eg",   "ext",   "feb", "fig",  "fri",
                              "ft",   "gen", "gov",    "hon",  "i.e",   "ie",   "jan",   "jul", "jun",  "lt",
                              "maj",  "mar", "messrs", "mon",  "mr",    "mrs",  "ms",    "mt",  "nov",  "oct",
                              "ph",   "pp",  "prof",   "rep",  "reps",  "rev",  "sat",   "sen", "sens", "sep",
                              "sept", "sgt", "st",     "sun",  "supt",  "thur", "thurs", "tue", "tues", "viz",
                              "vol",  "vs",  "wed",    "ca",   "approx"};
  static const Words may_end = {"etc", "hrs", "lbs", "misc", "oz", "yr", "yrs", "al", "a.m", "p.m"};
  static const Words rarely = {"assn", "ave", "blvd", "bros", "co",  "corp", "dept",
                               "div",  "esp", "esq",  "est",  "inc", "jr",   "ltd",
                               "mfg",  "mob", "para", "ph.d", "rd",  "sr",   "tel"};
  if (never.contains(word)) return Abbreviation::never;
  if (rarely.contains(word)) return Abbreviation::rarely;
  return may_end.contains(word) ? Abbreviation::may_end : Abbreviation::none;
}

bool is_hyphen_prefix(std::string_view word) {
  static const Words prefixes = {"anti",  "arch",   "bi",     "co",    "counter", "cyber", "e",     "ex",
                                 "extra", "inter",  "intra",  "macro", "mega",    "meta",  "micro", "mid",
                                 "mini",  "multi",  "neo",    "non",   "over",    "post",  "pre",   "pro",
                                 "proto", "pseudo", "psycho", "quasi", "re",      "semi",  "socio", "sub",
                                 "super", "trans",  "tri",    "ultra", "un",      "under", "uni"};
  return prefixes.contains(word);
}

std::size_t merged_word_cut(std::string_view word) {
  static const std::unordered_map<std::string_view, std::size_t> cuts = {
      {"cannot", 3}, {"gonna", 3},  {"wanna", 3},   {"gotta", 3},   {"dont", 2},     {"wont", 2},
      {"cant", 2},   {"didnt", 3},  {"doesnt", 4},  {"isnt", 2},    {"wasnt", 3},    {"werent", 4},
      {"arent", 3},  {"aint", 2},   {"couldnt", 5}, {"wouldnt", 5}, {"shouldnt", 6}, {"hasnt", 3},
      {"havent", 4}, {"hadnt", 3},  {"im", 1},      {"ive", 1},     {"youre", 3},    {"theyre", 4},
      {"youve", 3},  {"theyve", 4}, {"thats", 4},   {"whats", 4},   {"theres", 5},   {"hes", 2},
      {"shes", 3}};
  // Length and last letter rule out most words.
  constexpr std::size_t longest = 8;
  if (word.empty() || word.size() > longest ||
      std::string_view("aemst").find(word.back()) == std::string_view::npos)
    return 0;
  const auto found = cuts.find(word);
  return found == cuts.end() ? 0 : found->second;
}

bool is_unit(std::string_view letters) {
  static const Words units = {"am",  "pm", "a.m", "p.m", "k",    "mm",  "cm",   "km", "kg",  "mg",  "ml",
                              "ft",  "lb", "lbs", "oz",  "mb",   "gb",  "tb",   "hz", "khz", "mhz", "ghz",
                              "mph", "hr", "hrs", "min", "mins", "sec", "secs", "yr", "yrs", "bn"};
  return units.contains(letters);
}

bool loses_its_start(std::string_view word) {
  static const Words words = {"em", "cause", "til", "till", "bout", "round", "cuz", "coz", "n"};
  return words.contains(word);
}

bool begins_sentences(std::string_view word) {
  static const Words words = {
      "a",    "after", "also",  "although", "an",    "and",   "as",      "at",   "because", "but",
      "did",  "do",    "does",  "for",      "he",    "how",   "however", "i",    "if",      "in",
      "is",   "it",    "its",   "my",       "no",    "on",    "our",     "she",  "so",      "some",
      "that", "the",   "their", "then",     "there", "these", "they",    "this", "those",   "to",
      "we",   "what",  "when",  "where",    "while", "who",   "why",     "you",  "your"};
  return words.contains(word);
}

bool closes_a_letter(std::string_view word) {
  static const Words words = {"thanks", "regards", "best",  "sincerely",
                              "cheers", "love",    "yours", "respectfully"};
  return words.contains(word);
}

bool ends_a_name(std::string_view part) {
  static const Words parts = {"com",  "org", "net", "edu", "gov", "mil",  "info", "biz", "uk",
                              "ca",   "au",  "de",  "eu",  "tv",  "doc",  "docx", "xls", "xlsx",
                              "ppt",  "pdf", "txt", "rtf", "jpg", "jpeg", "gif",  "png", "htm",
                              "html", "zip", "exe", "url", "csv", "mp3",  "php",  "asp", "wpd"};
  return parts.contains(part);
}

}  // namespace seqlab::text
