// std::condition_variable::wait has a second version since GCC 12, which differs in that thread cancellation
// may end it. With the first, the wheel also serves systems that have the C++ library of GCC 11. The linker
// sends calls here (--wrap).
#include <condition_variable>
#include <mutex>

asm(".symver first_wait,_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE@GLIBCXX_3.4.11");

extern "C" {
void first_wait(std::condition_variable* condition, std::unique_lock<std::mutex>* lock);

void __wrap__ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE(std::condition_variable* condition,
                                                                      std::unique_lock<std::mutex>* lock) {
  first_wait(condition, lock);
}
}
