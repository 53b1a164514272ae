#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/file.h"
#include "push/control_client.h"
#include "push/http_client.h"

namespace sig::test {

/// Polls until `holds`; false when it does not within the time, which only bounds a failing test.
inline bool eventually(const std::function<bool()>& holds,
                       std::chrono::seconds patience = std::chrono::seconds(60)) {
  const push::Deadline deadline(patience);
  while (!holds()) {
    if (deadline.is_over()) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

/// A child process that is ended with the object.
class Child {
 public:
  Child(const std::vector<std::string>& argv, const std::string& output) {
    pid_ = ::fork();
    if (pid_ == 0) {
      const int fd = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
      ::dup2(fd, STDOUT_FILENO);
      ::dup2(fd, STDERR_FILENO);
      std::vector<char*> words;
      for (const std::string& word : argv)
        words.push_back(const_cast<char*>(word.c_str()));
      words.push_back(nullptr);
      ::execvp(words[0], words.data());
      ::_exit(127);
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ > 0) end(SIGKILL);
  }

  pid_t pid() const { return pid_; }
  /// Sends the signal and waits; the exit code, or 128 + signal.
  int end(int signal) {
    ::kill(pid_, signal);
    return wait();
  }
  int wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }
  bool is_running() {
    if (pid_ <= 0) return false;
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == 0) return true;
    pid_ = -1;
    return false;
  }

 private:
  pid_t pid_ = -1;
};

/// The real sigmatchd on a port of its own choice, serving a folder.
class DaemonProcess {
 public:
  explicit DaemonProcess(const std::string& folder, std::vector<std::string> more = {})
      : folder_(folder), more_(std::move(more)) {
    start();
  }

  void start() {
    log_path_ = folder_ + "/log." + std::to_string(++starts_);
    std::vector<std::string> argv{SIGMATCHD,
                                  "--folder",
                                  folder_,
                                  "--listen",
                                  "127.0.0.1:0",
                                  "--socket",
                                  socket(),
                                  "--cache",
                                  folder_ + "/cache"};
    argv.insert(argv.end(), more_.begin(), more_.end());
    child_.emplace(argv, log_path_);
    const bool is_up = eventually([&] { return !port_text().empty() || !child_->is_running(); });
    if (!is_up || port_text().empty()) throw std::runtime_error("sigmatchd: " + log());
    url_ = *push::parse_http_url("http://127.0.0.1:" + port_text());
  }

  std::string socket() const { return folder_ + "/control/sock"; }
  const push::HttpUrl& url() const { return url_; }
  std::string url_text() const { return "http://127.0.0.1:" + std::to_string(url_.port); }
  Child& child() { return *child_; }
  std::string log() const {
    std::ifstream in(log_path_);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  Json ask(const Json& command) const {
    const auto reply = push::ask_daemon(socket(), command, patience());
    if (!reply) return {{"ok", false}, {"error", reply.error().message}};
    return *reply;
  }
  push::HttpReply http(const push::HttpAsk& ask) const {
    const auto reply = push::ask_http(url_, ask, patience());
    if (!reply) throw std::runtime_error(reply.error().message);
    return *reply;
  }
  push::HttpReply get(const std::string& path) const { return http({.path = path}); }
  /// The verdict of /check on a request for `uri` by `client`.
  Json check(const std::string& uri, const std::string& client = "198.51.100.7") const {
    const Json body = {{"method", "GET"}, {"uri", uri}, {"client_ip", client}};
    return Json::parse(http({.method = "POST", .path = "/check", .body = json_text(body)}).body);
  }
  push::HttpReply auth(const std::string& uri, const std::string& client = "198.51.100.8") const {
    return http(
        {.path = "/auth",
         .headers = {
             {"X-Original-Method", "GET"}, {"X-Original-URI", uri}, {"X-Real-IP", client}}});
  }

 private:
  static push::Deadline patience() { return push::Deadline(std::chrono::seconds(60)); }
  std::string port_text() const {
    const std::string text = log();
    const std::string mark = "listening on 127.0.0.1:";
    const size_t at = text.find(mark);
    const size_t end = at == std::string::npos ? at : text.find('\n', at);
    return end == std::string::npos ? "" : text.substr(at + mark.size(), end - at - mark.size());
  }

  std::string folder_;
  std::vector<std::string> more_;
  std::string log_path_;
  int starts_ = 0;
  std::optional<Child> child_;
  push::HttpUrl url_;
};

}  // namespace sig::test
