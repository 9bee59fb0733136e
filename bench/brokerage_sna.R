# Brokerage of each digraph in a folder by R's sna, for bench/brokerage_sna.py to compare. Rscript brokerage_sna.R FOLDER
# In: NAME.ties.csv (0/1 matrix without a head) and NAME.groups.csv (a group a line). Out: NAME.sna.csv, one number a
# line: score, row (0: all nodes together), role, value. And times.csv: seconds of brokerage() for each.
suppressMessages(library(sna))

folder <- commandArgs(trailingOnly = TRUE)[1]
names <- sub("\\.ties\\.csv$", "", sort(list.files(folder, pattern = "\\.ties\\.csv$")))

long <- function(score, values) {
  values <- if (is.matrix(values)) values else matrix(values, nrow = 1, dimnames = list(NULL, names(values)))
  row <- if (grepl("gli$", score)) 0 else seq_len(nrow(values))
  data.frame(score = score, row = rep(row, ncol(values)), role = rep(colnames(values), each = nrow(values)),
             value = sprintf("%.17g", as.vector(values)))
}

seconds <- sapply(names, function(name) {
  ties <- as.matrix(read.csv(file.path(folder, paste0(name, ".ties.csv")), header = FALSE))
  groups <- readLines(file.path(folder, paste0(name, ".groups.csv")))
  took <- system.time(found <- brokerage(ties, groups))[["elapsed"]]
  scores <- c("raw.nli", "exp.nli", "sd.nli", "z.nli", "raw.gli", "exp.gli", "sd.gli", "z.gli")
  lines <- do.call(rbind, lapply(scores, function(score) long(score, found[[score]])))
  write.csv(lines, file.path(folder, paste0(name, ".sna.csv")), row.names = FALSE, quote = FALSE)
  took
})
write.csv(data.frame(name = names, seconds = seconds), file.path(folder, "times.csv"), row.names = FALSE, quote = FALSE)
