namespace seqlab {}
