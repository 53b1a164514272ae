#include "base/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "base/text.h"

namespace sig {
namespace {

using Clock = std::chrono::steady_clock;

class Pipe {
 public:
  static Result<Pipe> create() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      return io_error(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
    }
    return Pipe(ends[0], ends[1]);
  }
  Pipe(Pipe&& other) noexcept
      : read_(std::exchange(other.read_, -1)), write_(std::exchange(other.write_, -1)) {}
  Pipe& operator=(Pipe&&) = delete;
  ~Pipe() {
    close_read();
    close_write();
  }
  int read_end() const { return read_; }
  int write_end() const { return write_; }
  void close_read() { close_one(read_); }
  void close_write() { close_one(write_); }

 private:
  Pipe(int r, int w) : read_(r), write_(w) {}
  static void close_one(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
  }
  int read_;
  int write_;
};

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

int poll_timeout(Clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
  return static_cast<int>(std::max<long long>(0, left.count()));
}

/// Moves bytes between the parent's ends of the child's pipes until all are closed. False: timeout.
bool pump(Pipe& in,
          std::string_view input,
          std::vector<std::pair<Pipe*, std::string*>> outputs,
          size_t output_limit,
          Clock::time_point deadline) {
  if (input.empty()) in.close_write();
  for (;;) {
    std::vector<pollfd> waiting;
    if (in.write_end() >= 0) waiting.push_back({in.write_end(), POLLOUT, 0});
    for (const auto& [pipe, text] : outputs) {
      if (pipe->read_end() >= 0) waiting.push_back({pipe->read_end(), POLLIN, 0});
    }
    if (waiting.empty()) return true;
    const int ready = ::poll(waiting.data(), waiting.size(), poll_timeout(deadline));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    for (const pollfd& fd : waiting) {
      if (fd.revents == 0) continue;
      if (fd.fd == in.write_end()) {
        const ssize_t written = ::write(fd.fd, input.data(), std::min<size_t>(input.size(), 4096));
        if (written > 0) input.remove_prefix(static_cast<size_t>(written));
        if (written < 0 || input.empty()) in.close_write();
        continue;
      }
      for (const auto& [pipe, text] : outputs) {
        if (pipe->read_end() != fd.fd) continue;
        std::array<char, 16384> buffer{};
        const ssize_t got = ::read(fd.fd, buffer.data(), buffer.size());
        if (got <= 0) {
          pipe->close_read();
        } else if (text->size() < output_limit) {
          text->append(buffer.data(),
                       std::min(static_cast<size_t>(got), output_limit - text->size()));
        }
      }
    }
  }
}

[[noreturn]] void exec_child(
    const std::vector<std::string>& argv, const ProcessOptions& options, int in, int out, int err) {
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  if (!options.folder.empty() && ::chdir(options.folder.c_str()) != 0) ::_exit(126);
  for (const std::string& line : options.environment) {
    const size_t equals = line.find('=');
    if (equals != std::string::npos) {
      ::setenv(line.substr(0, equals).c_str(), line.c_str() + equals + 1, 1);
    }
  }
  std::vector<char*> arguments;
  for (const std::string& word : argv)
    arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

int exit_code_of(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Result<ProcessResult> run_process(const std::vector<std::string>& argv,
                                  const ProcessOptions& options) {
  if (argv.empty()) return Error{ErrorKind::Internal, "no program to run", {}, {}};
  Pipe in = TRY(Pipe::create());
  Pipe out = TRY(Pipe::create());
  Pipe err = TRY(Pipe::create());
  // A child that does not read its input must not end us.
  std::signal(SIGPIPE, SIG_IGN);
  const pid_t child = ::fork();
  if (child < 0) return io_error(fmt::format("cannot fork: {}", std::strerror(errno)));
  if (child == 0) exec_child(argv, options, in.read_end(), out.write_end(), err.write_end());
  in.close_read();
  out.close_write();
  err.close_write();
  ProcessResult result;
  const bool ended = pump(in,
                          options.stdin_bytes,
                          {{&out, &result.out}, {&err, &result.err}},
                          options.output_limit,
                          Clock::now() + options.timeout);
  if (!ended) ::kill(child, SIGKILL);
  result.exit_code = exit_code_of(wait_for(child));
  if (!ended) {
    return io_error(
        fmt::format("{} did not end within {} ms", quote(argv[0]), options.timeout.count()));
  }
  if (result.exit_code == 127 && result.out.empty() && result.err.empty()) {
    return io_error(fmt::format("cannot run {}", quote(argv[0])), "is it installed and in PATH?");
  }
  return result;
}

Result<ChildResult> run_bounded(const std::function<std::string()>& work, ChildLimits limits) {
  Pipe answer = TRY(Pipe::create());
  const pid_t child = ::fork();
  if (child < 0) return io_error(fmt::format("cannot fork: {}", std::strerror(errno)));
  if (child == 0) {
    // Were we killed, the child must not live on with what it inherited, such as a listening
    // socket.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const auto cpu = static_cast<rlim_t>(limits.cpu.count());
    const rlimit cpu_limit{cpu, cpu + 1};
    ::setrlimit(RLIMIT_CPU, &cpu_limit);
    const rlimit memory_limit{limits.memory_bytes, limits.memory_bytes};
    if (limits.memory_bytes > 0) ::setrlimit(RLIMIT_AS, &memory_limit);
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    try {
      const std::string text = work();
      std::string_view rest = text;
      while (!rest.empty()) {
        const ssize_t written = ::write(answer.write_end(), rest.data(), rest.size());
        if (written < 0) ::_exit(3);
        rest.remove_prefix(static_cast<size_t>(written));
      }
      ::_exit(0);
    } catch (const std::bad_alloc&) {
      ::_exit(4);
    } catch (...) {
      ::_exit(5);
    }
  }
  answer.close_write();
  ChildResult result;
  Pipe unused = TRY(Pipe::create());
  const bool ended =
      pump(unused, "", {{&answer, &result.answer}}, SIZE_MAX, Clock::now() + limits.wall);
  if (!ended) ::kill(child, SIGKILL);
  const int status = wait_for(child);
  using Ended = ChildResult::Ended;
  if (!ended) {
    result.ended = Ended::WallLimit;
  } else if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL)) {
    result.ended = Ended::CpuLimit;
  } else if (WIFEXITED(status) && WEXITSTATUS(status) == 4) {
    result.ended = Ended::MemoryLimit;
  } else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    result.ended = Ended::Crashed;
  }
  if (result.ended != Ended::Done) result.answer.clear();
  return result;
}

}  // namespace sig
