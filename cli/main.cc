#include <csignal>
#include <cstdio>
#include <exception>

#include "cli/app.h"
#include "cli/terminal.h"

int main(int argc, char** argv) {
  // A reader that has seen enough (`| head`) is not a failure.
  std::signal(SIGPIPE, SIG_DFL);
  try {
    return sig::cli::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: internal error, please report it: %s\n", error.what());
    return sig::cli::exit_bug;
  }
}
