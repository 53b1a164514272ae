#pragma once

namespace sig::cli {

/// Reads the command line, runs one command, returns the exit code. Anything wrong with the command
/// line is exit 2 with what was meant, if it can be guessed.
int run(int argc, char** argv);

}  // namespace sig::cli
