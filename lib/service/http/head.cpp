#include "service/http/head.h"

#include <array>
#include <ctime>
#include <utility>

namespace seqlab::service {

namespace {

constexpr std::pair<unsigned, std::string_view> reasons[] = {{200, "OK"},
                                                             {204, "No Content"},
                                                             {400, "Bad Request"},
                                                             {401, "Unauthorized"},
                                                             {404, "Not Found"},
                                                             {405, "Method Not Allowed"},
                                                             {408, "Request Timeout"},
                                                             {413, "Content Too Large"},
                                                             {415, "Unsupported Media Type"},
                                                             {417, "Expectation Failed"},
                                                             {421, "Misdirected Request"},
                                                             {422, "Unprocessable Content"},
                                                             {429, "Too Many Requests"},
                                                             {431, "Request Header Fields Too Large"},
                                                             {500, "Internal Server Error"},
                                                             {503, "Service Unavailable"}};

// "Mon, 30 Nov 2026 12:00:00 GMT", made once a second.
const std::string& date() {
  thread_local std::time_t made = 0;
  thread_local std::string text;
  const std::time_t now = std::time(nullptr);
  if (now == made && !text.empty()) return text;
  constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  text = std::string(days[static_cast<std::size_t>(parts.tm_wday)]) + ", " + two(parts.tm_mday) + " " +
         months[static_cast<std::size_t>(parts.tm_mon)] + " " + std::to_string(parts.tm_year + 1900) + " " +
         two(parts.tm_hour) + ":" + two(parts.tm_min) + ":" + two(parts.tm_sec) + " GMT";
  made = now;
  return text;
}

void add(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string_view reason_of(unsigned status) {
  for (const auto& [known, reason] : reasons) {
    if (known == status) return reason;
  }
  return "Unknown";
}

std::string response_head(const Response& response, const Framing& framing) {
  std::string head;
  head.reserve(512);
  head += framing.old_version ? "HTTP/1.0 " : "HTTP/1.1 ";
  head += std::to_string(response.status);
  head.append(" ").append(reason_of(response.status)).append("\r\n");
  add(head, "Date", date());
  add(head, "Server", "seqlab");
  if (!response.content_type.empty()) add(head, "Content-Type", response.content_type);
  if (framing.length) {
    if (response.status != 204) add(head, "Content-Length", std::to_string(*framing.length));
  } else if (!framing.old_version) {
    add(head, "Transfer-Encoding", "chunked");
  }
  if (!framing.keep_alive) {
    add(head, "Connection", "close");
  } else if (framing.old_version) {
    add(head, "Connection", "keep-alive");
  }
  add(head, "X-Content-Type-Options", "nosniff");
  bool cached = false;
  for (const auto& [name, value] : response.headers) {
    add(head, name, value);
    cached = cached || name == "Cache-Control";
  }
  if (!cached) add(head, "Cache-Control", "no-store");
  if (!framing.allowed_origin.empty()) {
    add(head, "Access-Control-Allow-Origin", framing.allowed_origin);
    add(head, "Vary", "Origin");
  }
  head += "\r\n";
  return head;
}

}  // namespace seqlab::service
