#include <csignal>

#include "cli/app.h"

int main(int argc, char** argv) {
  // A reader that has seen enough (`| head`) must not end a rollback between its tag and its push.
  std::signal(SIGPIPE, SIG_IGN);
  return sig::cli::run(argc, argv);
}
