// Whether the tests run under a sanitizer.
#pragma once

namespace seqlab::tests {

// Under one, code runs ten times slower and more; tests of very many inputs take a part of them then.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif
#else
constexpr bool sanitized = false;
#endif

}  // namespace seqlab::tests
