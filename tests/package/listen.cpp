// A whole transcriber in ten lines: listen MODEL RECORDING prints a hit a line.
#include <drumlin/transcribe.h>

#include <iostream>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  drumlin::transcribe::Transcriber transcriber(argv[1]);
  for (const drumlin::score::Hit& hit : transcriber.transcribe(argv[2]).hits) {
    std::cout << hit.time << ' ' << drumlin::score::name(hit.drum) << ' ' << hit.velocity << '\n';
  }
}
