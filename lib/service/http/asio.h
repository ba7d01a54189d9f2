// Asio and Beast with coroutines, which few sources include, as they take long to compile.
#pragma once

// Asio 1.74 lacks this include.
#include <utility>

#if defined(__clang__) && __clang_major__ < 15
// These versions of clang look for the parts of a coroutine in another namespace than the standard library's.
#define BOOST_ASIO_HAS_CO_AWAIT 1
#define BOOST_ASIO_HAS_STD_COROUTINE 1
#define __cpp_impl_coroutine 201902L
#include <coroutine>
namespace std::experimental {
using std::coroutine_handle;
using std::coroutine_traits;
}  // namespace std::experimental
#endif

// The frames that Asio keeps for reuse belong to threads, which sanitizers and our memory a connection object
// to.
#define BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <string_view>

namespace seqlab::service {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using boost::system::error_code;

// Waits in a coroutine for an operation, whose error is written there.
inline auto into(error_code& error) {
  return asio::redirect_error(asio::use_awaitable, error);
}

inline std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

inline Clock::time_point after(double seconds) {
  return Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

}  // namespace seqlab::service
