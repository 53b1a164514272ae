#pragma once

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SIG_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SIG_SANITIZED 1
#endif

namespace sig {

/// Whether this is a build under a sanitizer. Its allocator is not locked over a fork (as glibc's
/// is), so a child that a thread forks while another allocates may hang: such builds fork from one
/// thread.
#ifdef SIG_SANITIZED
inline constexpr bool is_sanitized = true;
#else
inline constexpr bool is_sanitized = false;
#endif

}  // namespace sig
